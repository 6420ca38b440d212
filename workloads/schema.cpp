// The JSON Schema of `ridge: workload/1`.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "workloads/layer_type.hpp"
#include "workloads/network.hpp"
#include "workloads/workload_file.hpp"

namespace ridge {
namespace {

using Json = nlohmann::ordered_json;

Json described(Json schema, const std::string& sentence) {
  schema["description"] = sentence;
  return schema;
}

Json integer(std::int64_t least) {
  return {{"type", "integer"}, {"minimum", least}};
}
Json text() {
  return {{"type", "string"}};
}
Json one_of(const std::vector<std::string>& words) {
  return {{"enum", words}};
}
Json list_of_schema(Json items) {
  return {{"type", "array"}, {"items", std::move(items)}, {"minItems", 1}};
}

Json size_schema(const SizeField& field) {
  Json number = integer(field.least);
  number["maximum"] = field.most;
  std::string sentence = field.sentence;
  if (!field.axes.empty()) {
    Json list = list_of_schema(number);
    list["minItems"] = list["maxItems"] = field.axes.size();
    sentence += fmt::format(" (one number, or a list in the order {})", fmt::join(field.axes, ", "));
    number = {{"oneOf", Json::array({number, list})}};
  }
  if (!field.same_as.empty()) sentence += fmt::format("; default: {}", field.same_as);
  if (field.fallback) number["default"] = *field.fallback;
  return described(std::move(number), sentence);
}

/// Keys that every layer has, whatever its type.
Json link_properties() {
  return {{"name", described(text(), "unique in the network")},
          {"from", described({{"oneOf", Json::array({text(), list_of_schema(text())})}},
                             "the layers that this one reads, or 'input'; default: the layer before it")},
          {"count", described(integer(1), "that many identical layers in a row")},
          {"extra_parameters",
           described(integer(0), "bias, batch normalisation: parameters that no tensor holds")},
          {"shares", described(text(), "the layer whose parameters this one uses again")}};
}

Json object(Json properties, const std::vector<std::string>& required, const std::string& sentence) {
  return described({{"type", "object"},
                    {"properties", std::move(properties)},
                    {"required", required},
                    {"additionalProperties", false}},
                   sentence);
}

Json layer_schema(const LayerType& type) {
  Json properties = link_properties();
  properties["type"] = {{"const", type.name}};
  std::vector<std::string> required{"type"};
  for (const SizeField& field : type.sizes) {
    properties[field.name] = size_schema(field);
    if (field.required()) required.push_back(field.name);
  }
  for (const WordField& word : layer_words()) {
    properties[word.name] = described(one_of(word.choices()), word.sentence);
  }
  return object(std::move(properties), required, type.sentence + ": " + type.einsum());
}

Json tensor_schema() {
  const Json properties{
      {"role",
       described(one_of(role_names()),
                 "default: outputs for the written tensor, weights for the last other, inputs for the rest")},
      {"index", described({{"type", "array"}, {"items", {{"type", Json::array({"string", "integer"})}}}},
                          "one sum of dimensions per rank, such as 2*P + R")},
      {"precision", one_of(precision_names())},
      {"partial",
       described(one_of(precision_names()), "of a result not yet complete; only the written tensor")},
      {"origin", described(one_of(origin_names()), "default: parameter for role weights, else activation")},
      {"density", described({{"type", "number"}, {"exclusiveMinimum", 0}, {"maximum", 1}},
                            "share of words that are not zero")},
      {"output", described({{"type", "boolean"}}, "true for the tensor that is written")}};
  return object(properties, {"index"}, "a tensor");
}

/// The keys of the general form, without the links.
Json problem_properties() {
  return {{"dimensions",
           described({{"type", "object"}, {"additionalProperties", integer(1)}, {"minProperties", 1}},
                     "bounds by name")},
          {"tensors", {{"type", "object"}, {"additionalProperties", tensor_schema()}, {"minProperties", 1}}},
          {"operation", described(one_of(operation_names()), "of one iteration; default: mac")},
          {"operations", described(integer(1), "per iteration, when it is no MAC")},
          {"precision", one_of(precision_names())},
          {"partial", one_of(precision_names())}};
}

Json any_layer_schema() {
  Json variants = Json::array();
  for (const LayerType& type : layer_types())
    variants.push_back(layer_schema(type));
  Json general = link_properties();
  general["type"] = {{"const", "problem"}};
  general.update(problem_properties());
  variants.push_back(object(general, {"type", "dimensions", "tensors"}, "the general form"));
  return {{"oneOf", variants}};
}

Json key_schema(const std::string& key) {
  if (key == "precision") return one_of(precision_names());
  if (key == "batch" || key == "sequence") return integer(1);
  if (key == "decode") return {{"type", "boolean"}};
  if (key == "source") return {{"oneOf", Json::array({text(), list_of_schema(text())})}};
  return text();
}

Json form_schema(WorkloadForm form) {
  switch (form) {
    case WorkloadForm::layer:
      return {{"$ref", "#/$defs/layer"}};
    case WorkloadForm::layers:
      return list_of_schema({{"$ref", "#/$defs/layer"}});
    case WorkloadForm::network:
      return {{"anyOf", Json::array({one_of(built_in_networks()), text()})}};
    case WorkloadForm::problem:
      break;
  }
  Json properties = link_properties();
  properties.update(problem_properties());
  return object(properties, {"dimensions", "tensors"}, "the general form");
}

}  // namespace

std::string workload_schema() {
  Json properties{{"ridge", {{"const", "workload/1"}}}};
  for (const WorkloadKey& key : workload_keys())
    properties[key.name] = described(key_schema(key.name), key.sentence);
  Json forms = Json::array();
  for (std::size_t form = 0; form < workload_form_names().size(); ++form) {
    const std::string& name = workload_form_names()[form];
    properties[name] =
        described(form_schema(static_cast<WorkloadForm>(form)), workload_form_sentences()[form]);
    forms.push_back({{"required", Json::array({name})}});
  }
  Json schema = object(properties, {"ridge"}, "A workload: one layer, or a network of layers");
  schema["oneOf"] = forms;
  schema["$defs"] = {{"layer", any_layer_schema()}};
  Json document{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "ridge: workload/1"}};
  document.update(schema);
  return document.dump(2) + "\n";
}

}  // namespace ridge
