#include "sim/nest/runs.hpp"

#include <algorithm>
#include <tuple>

namespace ridge::nest {

void normalise(Runs& runs) {
  if (runs.size() < 2) return;
  std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
    return std::tie(a.residue, a.first, a.last) < std::tie(b.residue, b.first, b.last);
  });
  std::size_t kept = 0;
  for (std::size_t i = 1; i < runs.size(); ++i) {
    if (runs[i].residue == runs[kept].residue && runs[i].first <= runs[kept].last) {
      runs[kept].last = std::max(runs[kept].last, runs[i].last);
    } else {
      runs[++kept] = runs[i];
    }
  }
  runs.resize(kept + 1);
}

std::int64_t size_of(const Runs& runs) {
  std::int64_t size = 0;
  for (const Run& run : runs)
    size += run.last - run.first;
  return size;
}

void subtract(const Runs& a, const Runs& b, Runs& result) {
  result.clear();
  std::size_t next = 0;
  for (Run rest : a) {
    // Runs of b that end before this one starts cannot matter to any later run of a.
    while (next < b.size() && std::tie(b[next].residue, b[next].last) <= std::tie(rest.residue, rest.first))
      ++next;
    for (std::size_t i = next; i < b.size() && b[i].residue == rest.residue && b[i].first < rest.last; ++i) {
      if (b[i].first > rest.first) result.push_back({rest.residue, rest.first, b[i].first});
      rest.first = std::max(rest.first, b[i].last);
    }
    if (rest.first < rest.last) result.push_back(rest);
  }
}

}  // namespace ridge::nest
