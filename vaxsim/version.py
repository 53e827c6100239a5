"""The version of vaxsim, for whatever says or keeps where numbers come from."""

__version__ = "0.1.0"
