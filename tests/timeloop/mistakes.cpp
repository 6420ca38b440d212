#include "tests/timeloop/mistakes.hpp"

#include "interop/timeloop/refusal.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {

std::string said_of(const std::vector<std::string>& parts) {
  const std::vector<std::string> names{"arch.yaml", "problem.yaml", "map.yaml", "ert.yaml"};
  std::string said;
  try {
    std::vector<yaml::Node> roots;
    for (std::size_t i = 0; i < parts.size(); ++i)
      roots.push_back(file_of(parts[i], names[i]));
    Spec spec = take_spec(roots);
    said = render(spec.warnings);
    const Evaluated made = evaluate_spec(std::move(spec));
    if (made.infeasible) said += render(describe_refusal(made.spec, made.mapping, *made.infeasible));
  } catch (const InputError& error) {
    said += error.what();
  }
  return said;
}

}  // namespace ridge::timeloop
