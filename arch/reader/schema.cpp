// machine_schema: the tables of keys, as JSON Schema.
#include <nlohmann/json.hpp>

#include "arch/machine.hpp"
#include "arch/reader/compute.hpp"
#include "arch/reader/fanout.hpp"
#include "arch/reader/level.hpp"
#include "arch/reader/machine_keys.hpp"
#include "arch/reader/roles.hpp"
#include "base/unit.hpp"

namespace ridge {

namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view form) {
  return {{"$ref", "#/$defs/" + std::string(form)}};
}

Json one_of(std::initializer_list<Json> forms) {
  return {{"anyOf", Json(forms)}};
}

Json words(const std::vector<std::string>& known) {
  return {{"enum", known}};
}

Json list_of(Json items) {
  return {{"type", "array"}, {"items", std::move(items)}, {"minItems", 1}};
}

/// A map whose keys are `names`, all with values of one form.
Json map_of(const std::vector<std::string>& names, const Json& value) {
  Json properties = Json::object();
  for (const std::string& name : names)
    properties[name] = value;
  return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

/// A number and one of the units of `measure`.
Json quantity(Measure measure) {
  std::string units;
  for (const Unit& unit : all_units()) {
    if (unit.measure == measure) units += (units.empty() ? "" : "|") + unit.name;
  }
  Json form{{"type", "string"},
            {"pattern", "^([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)? *(" + units + ")$"}};
  form["description"] =
      std::string(measure_name(measure)) + ", for example 1 " + usual_units(measure).front();
  return form;
}

template <class Draft>
Json object_of(std::span<const reader::Key<Draft>> keys) {
  Json object{{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
  Json required = Json::array();
  for (const reader::Key<Draft>& key : keys) {
    Json value = reference(key.form);
    value["description"] = std::string(key.sentence);
    object["properties"][std::string(key.name)] = std::move(value);
    if (key.need == reader::Need::required) required.push_back(std::string(key.name));
  }
  object["required"] = std::move(required);
  return object;
}

Json simple_forms() {
  Json forms;
  forms["kind_and_version"] = {{"const", "architecture/1"}};
  forms["name"] = {{"type", "string"}, {"pattern", "^[A-Za-z][A-Za-z0-9_-]*$"}};
  forms["text"] = {{"type", "string"}};
  forms["texts"] = list_of(reference("text"));
  forms["count"] = {{"type", "integer"}, {"minimum", 1}};
  forms["positive"] = {{"type", "number"}, {"exclusiveMinimum", 0}};
  forms["size"] = quantity(Measure::size);
  forms["width"] = {{"type", "string"}, {"pattern", "^[0-9]+ ?(b|bit|B)$"}};
  forms["bandwidth"] = quantity(Measure::bandwidth);
  forms["frequency"] = quantity(Measure::frequency);
  forms["node"] = quantity(Measure::length);
  forms["length"] = quantity(Measure::length);
  forms["cycles"] = quantity(Measure::cycles);
  forms["power"] = quantity(Measure::power);
  forms["area"] = quantity(Measure::area);
  forms["energy"] = quantity(Measure::energy);
  forms["access_energy"] = quantity(Measure::access_energy);
  return forms;
}

void add_word_forms(Json& forms) {
  const Json role_list = list_of(words(reader::role_words()));
  const Json how = words({"single", "double"});
  const Json precision = words(reader::precision_words());
  const Json operation = words(reader::operation_words());
  const Json on{{"type", "boolean"}};
  forms["roles"] = one_of({{{"const", "all"}}, role_list});
  forms["kind"] = words(reader::kind_words());
  forms["memory"] = words(technology::memory_classes());
  forms["buffering"] = one_of({how, map_of(reader::role_words(), how)});
  forms["switch"] = one_of({on, reference("roles")});
  forms["per_axis"] = one_of({reference("switch"), map_of({"x", "y"}, reference("switch"))});
  forms["per_axis_cycles"] = one_of({reference("cycles"), map_of({"x", "y"}, reference("cycles"))});
  forms["operations"] = one_of({operation, list_of(operation)});
  forms["precisions"] = one_of({precision, list_of(precision)});
  forms["rate"] = one_of({reference("positive"), map_of(reader::precision_words(), reference("positive"))});
  forms["energies"] = one_of({reference("energy"), map_of(reader::precision_words(), reference("energy"))});
}

void add_part_forms(Json& forms) {
  forms["ports"] = list_of(object_of(reader::port_keys()));
  forms["level"] = object_of(reader::level_keys());
  forms["fanout"] = {{"type", "object"},
                     {"properties", {{"fanout", object_of(reader::fanout_keys())}}},
                     {"required", {"fanout"}},
                     {"additionalProperties", false}};
  forms["levels"] = list_of(one_of({reference("fanout"), reference("level")}));
  forms["unit"] = object_of(reader::compute_keys());
  forms["compute"] = one_of({reference("unit"), list_of(reference("unit"))});
  forms["constraints"] = {{"type", "object"}};
}

}  // namespace

std::string machine_schema() {
  Json schema{
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "ridge: architecture/1"},
      {"description", "A machine: storage levels and fanouts, outermost first, ending in compute units"}};
  schema.update(object_of(reader::machine_keys()));
  Json forms = simple_forms();
  add_word_forms(forms);
  add_part_forms(forms);
  schema["$defs"] = std::move(forms);
  return schema.dump(2) + "\n";
}

}  // namespace ridge
