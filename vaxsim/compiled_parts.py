"""Parts: compiled functions as they are put into other compiled functions, so that compiling all takes a third less.

numba makes each function ready to be called from Python, from C and by itself: it wraps it twice, optimises it, turns
it into machine code and writes that to its cache, and then does so again with all of it inside each function that calls
it.  A function that other machine code calls is a *part* there: only translated and put into its callers, which
optimise it together with themselves.  What Python calls is compiled, and cached, as ever: as a *whole*, in which the
parts are nobody else's.  So a part that is called in one place is put there, and what is put everywhere is not compiled
by itself once more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast


def call_as_part(dispatcher: Any, function: Callable[..., Any], **options: Any) -> None:
    """Have other machine code take `function`, compiled for Python by `dispatcher`, as a part; options as of `njit`.

    Without a dispatcher (NUMBA_DISABLE_JIT), or with a numba that is built otherwise, nothing changes.
    """
    pipeline = _pipeline() if hasattr(dispatcher, "get_call_template") else None
    if pipeline is None:
        return
    from numba import njit

    bare = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": pipeline}
    part = cast("Any", njit)(**bare, **options)(function)
    known: dict[Any, object] = {}

    def add_overload(compiled: Any) -> None:
        kinds = tuple(compiled.signature.args)
        part.overloads[kinds], known[kinds] = compiled, object()
        part.targetctx.insert_user_function(known[kinds], compiled.fndesc, [compiled.library])

    part.add_overload = add_overload
    dispatcher.get_call_template = part.get_call_template
    dispatcher.get_overload = lambda kinds: known[tuple(kinds)]
    dispatcher._compiling_counter = part._compiling_counter  # by which a function that calls itself is known


@cache
def whole_pipeline() -> Any:
    """How a function is compiled that Python calls, a numba pipeline; None where numba has not what that takes."""
    try:
        from numba.core.codegen import JITCodeLibrary
        from numba.core.compiler import Compiler
    except ImportError:
        return None

    class WholeLibrary(JITCodeLibrary):
        """Code in which only what Python and C call can be seen from outside."""

        def _optimize_final_module(self) -> None:
            functions = [one for one in self._final_module.functions if not one.is_declaration]
            entries = {one.name for one in functions if one.name.startswith(("_ZN7cpython", "cfunc."))}
            entries |= {name.replace("_ZN7cpython", "_ZN", 1).removeprefix("cfunc.") for name in entries}
            for one in functions:
                if one.name.startswith("_ZN6vaxsim") and one.name not in entries:
                    one.linkage = "internal"
            super()._optimize_final_module()  # type: ignore[no-untyped-call]

    library: Any = WholeLibrary

    class WholeCompiler(Compiler):
        """numba's usual steps."""

        def define_pipelines(self) -> Any:
            state: Any = self.state
            state.library = library(state.targetctx.codegen(), state.func_id.func_qualname)
            state.library.enable_object_caching()
            return super().define_pipelines()  # type: ignore[no-untyped-call]

    return WholeCompiler


@cache
def _pipeline() -> Any:
    """How a part is compiled, a numba pipeline; None where numba has not what that takes."""
    try:
        from numba.core.codegen import JITCodeLibrary
        from numba.core.compiler import Compiler
    except ImportError:
        return None

    class PartLibrary(JITCodeLibrary):
        """Code to be linked into that of callers; they optimise it, and make machine code of it."""

        def _optimize_final_module(self) -> None:
            pass

        def _finalize_final_module(self) -> None:
            self._finalize_dynamic_globals()  # type: ignore[no-untyped-call]
            self._finalized = True

    library: Any = PartLibrary

    class PartCompiler(Compiler):
        """numba's usual steps, without an entry from Python at their end."""

        def define_pipelines(self) -> Any:
            self.state.flags.no_compile = True
            state: Any = self.state
            state.library = library(state.targetctx.codegen(), state.func_id.func_qualname)
            return super().define_pipelines()  # type: ignore[no-untyped-call]

    return PartCompiler
