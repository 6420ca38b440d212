#include "arch/reader/names.hpp"

#include <cctype>
#include <map>

namespace ridge::reader {

namespace {

bool is_name(const std::string& name) {
  if (std::isalpha(static_cast<unsigned char>(name.front())) == 0) return false;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '-') return false;
  }
  return true;
}

struct Owner {
  std::string_view kind;
  Place place;
};

}  // namespace

void check_name(const std::string& name, const Place& place, Diagnostics& diagnostics) {
  if (name.empty() || is_name(name)) return;
  diagnostics.error(place, in_quotes(name) + " cannot be a name").help =
      "a name is a letter followed by letters, digits, '_' or '-'";
}

void check_names_differ(const Machine& machine, Diagnostics& diagnostics) {
  std::map<std::string, Owner> owners;
  const auto claim = [&](const std::string& name, std::string_view kind, const Place& place) {
    if (name.empty()) return;
    const auto [owner, is_new] = owners.try_emplace(name, Owner{kind, place});
    if (is_new) return;
    Diagnostic& error = diagnostics.error(place, in_quotes(name) + " names two parts of the machine");
    error.help = "give each level, fanout and compute unit a name of its own";
    error.add_note(owner->second.place, "a " + std::string(owner->second.kind) + " has this name");
  };
  for (const MachineElement& element : machine.order) {
    if (element.kind == MachineElement::Kind::level) {
      claim(machine.levels[element.level].name, "storage level", machine.levels[element.level].place);
    } else {
      claim(machine.fanouts[element.fanout].name, "fanout", machine.fanouts[element.fanout].place);
    }
  }
  for (const ComputeUnit& unit : machine.compute)
    claim(unit.name, "compute unit", unit.place);
}

}  // namespace ridge::reader
