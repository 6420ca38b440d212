#include "tests/timeloop/mistakes.hpp"

#include "interop/timeloop/refusal.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {

std::string said_of(const std::vector<NamedText>& files) {
  std::string said;
  try {
    std::vector<yaml::Node> roots;
    for (const NamedText& file : files)
      roots.push_back(file_of(file.text, file.name));
    Spec spec = take_spec(roots);
    said = render(spec.warnings);
    const Evaluated made = evaluate_spec(std::move(spec));
    if (made.infeasible) said += render(describe_refusal(made.spec, made.mapping, *made.infeasible));
  } catch (const InputError& error) {
    said += error.what();
  }
  return said;
}

std::string said_of(const std::vector<std::string>& parts) {
  const std::vector<std::string> names{"arch.yaml", "problem.yaml", "map.yaml", "ert.yaml"};
  std::vector<NamedText> files;
  for (std::size_t i = 0; i < parts.size(); ++i)
    files.push_back({names[i], parts[i]});
  return said_of(files);
}

}  // namespace ridge::timeloop
