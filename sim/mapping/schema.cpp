#include "sim/mapping/schema.hpp"

namespace ridge {

std::string mapping_schema() {
  return R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "ridge: mapping/1",
  "description": "A mapping: one nest, or one per layer. Names are those of the problem and the machine.",
  "type": "object",
  "properties": {
    "ridge": {"const": "mapping/1"},
    "name": {"type": "string"},
    "source": {"type": "string", "description": "where the mapping comes from"},
    "nest": {"$ref": "#/$defs/nest"},
    "layers": {
      "description": "a nest by the name of its layer",
      "type": "object",
      "additionalProperties": {"$ref": "#/$defs/nest"}
    }
  },
  "required": ["ridge"],
  "oneOf": [{"required": ["nest"]}, {"required": ["layers"]}],
  "additionalProperties": false,
  "$defs": {
    "bound": {"type": "integer", "minimum": 1, "maximum": 4611686018427387904},
    "nest": {
      "description": "storage nodes, temporal loops and spatial loops, outermost first",
      "type": "array",
      "minItems": 1,
      "maxItems": 1024,
      "items": {
        "type": "object",
        "properties": {
          "keep": {
            "description": "storage nodes: a level and the tensors whose tiles it holds from here on inwards",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "string"}}
          },
          "for": {
            "description": "a temporal loop: a dimension and its bound",
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": {"$ref": "#/$defs/bound"}
          },
          "spatial": {
            "description": "a spatial loop: a dimension, its bound, and the axis it is unrolled over",
            "type": "object",
            "properties": {"over": {"type": "string", "description": "FANOUT.x or FANOUT.y"}},
            "required": ["over"],
            "minProperties": 2,
            "maxProperties": 2,
            "additionalProperties": {"$ref": "#/$defs/bound"}
          }
        },
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false
      }
    }
  }
}
)json";
}

std::string constraints_schema() {
  return R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "ridge: constraints/1",
  "description": "What a dataflow or a user demands of mappings.",
  "type": "object",
  "properties": {
    "ridge": {"const": "constraints/1"},
    "name": {"type": "string"},
    "source": {"type": "string", "description": "where the constraints come from"},
    "min_used_lanes": {
      "description": "the least part of the machine's lanes that must have work",
      "type": "number", "minimum": 0, "maximum": 1
    },
    "levels": {
      "description": "rules by level: a name, innermost, outermost, every, or a kind (dram, ...)",
      "type": "object",
      "additionalProperties": {
        "type": "object",
        "properties": {
          "keep": {"$ref": "#/$defs/roles", "description": "what the level must keep"},
          "bypass": {"$ref": "#/$defs/roles", "description": "what the level must not keep"},
          "temporal": {"$ref": "#/$defs/loops", "description": "the temporal loops directly below the level"}
        },
        "additionalProperties": false
      }
    },
    "fanouts": {
      "description": "rules by axis: NAME.x, NAME.y or NAME (both); or innermost, outermost, every",
      "type": "object",
      "additionalProperties": {"$ref": "#/$defs/loops"}
    }
  },
  "required": ["ridge"],
  "additionalProperties": false,
  "$defs": {
    "roles": {
      "type": "array",
      "items": {"type": "string", "description": "weights, inputs, outputs, or a tensor"}
    },
    "dimensions": {
      "type": "array",
      "items": {
        "type": "string",
        "description": "a dimension, or a set: of weights, not of outputs, of weights and not of inputs"
      }
    },
    "loops": {
      "type": "object",
      "properties": {
        "only": {"$ref": "#/$defs/dimensions", "description": "no other dimension is looped here"},
        "must": {"$ref": "#/$defs/dimensions", "description": "each is looped here (if longer than 1)"},
        "not": {"$ref": "#/$defs/dimensions", "description": "none of these is looped here"},
        "bounds": {
          "description": "what the bounds of a dimension multiply to here",
          "type": "object",
          "additionalProperties": {
            "anyOf": [
              {"type": "integer", "minimum": 1, "maximum": 4611686018427387904},
              {"type": "string", "pattern": "^(all|(<=|>=) *[0-9]+)(, *(all|(<=|>=) *[0-9]+))*$"}
            ]
          }
        },
        "order": {
          "$ref": "#/$defs/dimensions",
          "description": "the innermost loops of the place, outermost first"
        }
      },
      "additionalProperties": false
    }
  }
}
)json";
}

}  // namespace ridge
