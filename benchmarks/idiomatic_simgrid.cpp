// The standard job with SimGrid: an actor per patient, a semaphore per station. What comes in and goes out is said in
// other_process.py.
#include <simgrid/s4u.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace sg4 = simgrid::s4u;
using Numbers = std::vector<std::int64_t>;

static Numbers read(std::size_t count) {
  Numbers numbers(count);
  if (std::fread(numbers.data(), 8, count, stdin) != count) std::exit(2);
  return numbers;
}

int main(int argc, char** argv) {
  const Numbers head = read(2);
  const std::int64_t patients = head[0], stations = head[1];
  const Numbers desks = read(stations), arrival = read(patients), service = read(patients * stations);
  Numbers began(patients * stations), ended(patients * stations);

  const auto start = std::chrono::steady_clock::now();
  sg4::Engine engine(&argc, argv);
  auto* zone = sg4::create_full_zone("site");
  auto* host = zone->create_host("host", 1e9);
  zone->seal();
  std::vector<sg4::SemaphorePtr> lines;
  for (const auto count : desks) lines.push_back(count ? sg4::Semaphore::create(count) : nullptr);
  for (std::int64_t i = 0; i < patients; i++)
    sg4::Actor::create("patient", host, [&, i] {
      sg4::this_actor::sleep_until(static_cast<double>(arrival[i]));
      for (std::int64_t s = 0; s < stations; s++) {
        const std::int64_t at = i * stations + s;
        if (lines[s]) lines[s]->acquire();
        began[at] = static_cast<std::int64_t>(sg4::Engine::get_clock());
        sg4::this_actor::sleep_for(static_cast<double>(service[at]));
        ended[at] = static_cast<std::int64_t>(sg4::Engine::get_clock());
        if (lines[s]) lines[s]->release();
      }
    });
  engine.run();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  std::fwrite(&seconds, 8, 1, stdout);
  std::fwrite(began.data(), 8, began.size(), stdout);
  std::fwrite(ended.data(), 8, ended.size(), stdout);
  return 0;
}
