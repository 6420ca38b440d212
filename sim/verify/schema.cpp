#include "sim/verify/certificate.hpp"

namespace ridge::verify {

std::string certificate_schema() {
  return R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "ridge: certificate/1",
  "description": "What a search claims about layers on one machine. Written by 'ridge map --certificate'.",
  "type": "object",
  "properties": {
    "ridge": {"const": "certificate/1"},
    "program": {"type": "string", "description": "what wrote it, with its version"},
    "machine": {"type": "object", "description": "ridge: architecture/1, all amounts resolved"},
    "claims": {"type": "array", "items": {"$ref": "#/$defs/claim"}}
  },
  "required": ["ridge", "program", "machine", "claims"],
  "additionalProperties": false,
  "$defs": {
    "claim": {
      "type": "object",
      "properties": {
        "layer": {"type": "string"},
        "count": {"type": "integer", "minimum": 1, "description": "equal layers that it speaks of"},
        "inputs": {
          "type": "string",
          "description": "SHA-256 of machine, problem, constraints, objective and kind of bounds as printed"
        },
        "objective": {
          "type": "string",
          "description": "latency, energy, edp, edap or weights such as energy:2,latency:1"
        },
        "space": {
          "enum": ["any", "perfect", "even", "imperfect"],
          "description": "any: spatial bounds of any size; perfect: all bounds divide; even: so, and in Timeloop's form; imperfect: temporal bounds of any size, too"
        },
        "status": {"enum": ["optimal", "limit_reached", "infeasible"]},
        "value": {"type": "number", "minimum": 0, "description": "of the mapping"},
        "lower_bound": {
          "type": "number",
          "minimum": 0,
          "description": "no mapping of the space has less; 0: nothing is claimed"
        },
        "unit": {"enum": ["cycles", "pJ", "J s"], "description": "of value and lower_bound"},
        "search": {
          "type": "object",
          "description": "how it was found: not checked",
          "properties": {
            "end": {"type": "string", "description": "proven, effort, time_limit or cancelled"},
            "evaluated": {"type": "integer", "minimum": 0, "description": "mappings"}
          },
          "additionalProperties": false
        },
        "problem": {"type": "object", "description": "ridge: workload/1, the layer in the general form"},
        "constraints": {"type": "object", "description": "ridge: constraints/1, the machine's own included"},
        "mapping": {"type": "object", "description": "ridge: mapping/1; none was found without it"}
      },
      "required": ["layer", "count", "inputs", "objective", "space", "status", "lower_bound",
        "unit", "problem", "constraints"],
      "additionalProperties": false
    }
  }
})json";
}

}  // namespace ridge::verify
