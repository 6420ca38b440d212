#include "interop/timeloop/sparse/format_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/directives.hpp"

namespace ridge::timeloop::sparse {
namespace {

constexpr std::array kinds{FormatKind::uop, FormatKind::cp, FormatKind::rle, FormatKind::b, FormatKind::ub};

class FormatReader {
 public:
  FormatReader(const Level& level, const Problem& problem, const Variables& variables,
               Diagnostics& diagnostics)
      : level_(level), problem_(problem), variables_(variables), diagnostics_(diagnostics) {}

  void read(const yaml::Node& node, IdVector<TensorId, std::optional<Format>>& formats) {
    Attributes keys(node, fmt::format("the representation format of '{}'", level_.name), variables_,
                    diagnostics_);
    const yaml::Node* spaces = keys.find({"data_spaces"});
    keys.finish();
    if (spaces == nullptr || !spaces->is_list()) {
      diagnostics_.error(node.place(), "a representation format needs a list 'data_spaces'");
      return;
    }
    for (const yaml::Node& space : spaces->items())
      read_space(space, formats);
  }

 private:
  void read_space(const yaml::Node& node, IdVector<TensorId, std::optional<Format>>& formats) {
    Attributes keys(node, "a format", variables_, diagnostics_);
    const yaml::Node* name = keys.find({"name"});
    const yaml::Node* ranks = keys.find({"ranks"});
    Format format;
    format.place = node.place();
    format.inner_to_outer = read_order(keys);
    keys.finish();
    if (name == nullptr || ranks == nullptr || ranks->items().empty()) {
      diagnostics_.error(node.place(), "a format needs a 'name' and a list 'ranks'").help =
          "as in {name: A, ranks: [{format: UOP}, {format: CP}]}, outermost first";
      return;
    }
    for (auto rank = ranks->items().rbegin(); rank != ranks->items().rend(); ++rank)
      format.ranks.push_back(read_rank(*rank));
    check_nesting(format, *ranks);
    const std::vector<TensorId> tensors = read_tensors(*name, problem_, diagnostics_);
    if (tensors.empty()) return;
    auto& slot = formats[tensors.front()];
    if (slot) {
      diagnostics_
          .error(name->place(), fmt::format("a second format of '{}' at '{}'", name->scalar(), level_.name))
          .add_note(slot->place, "the first is here");
    }
    slot = std::move(format);
  }

  bool read_order(Attributes& keys) {
    const yaml::Node* node = keys.find({"rank_application_order"});
    if (node == nullptr) return false;
    const std::string order = normal_key(node->scalar());
    if (order != "inner_to_outer" && order != "outer_to_inner") {
      diagnostics_.error(node->place(), fmt::format("{} is no order of ranks", in_quotes(node->scalar())))
          .help = "'outer-to-inner' (the default) or 'inner-to-outer'";
    }
    return order == "inner_to_outer";
  }

  RankFormat read_rank(const yaml::Node& node) {
    Attributes keys(node, "a rank", variables_, diagnostics_);
    RankFormat rank;
    rank.kind = read_kind(keys);
    const auto metadata = keys.integer({"metadata_word_bits"}, 0);
    const std::int64_t by_kind = rank.kind == FormatKind::b ? 1 : level_.metadata.word_bits;
    rank.metadata_bits = metadata ? stored_bits(*metadata, node.place()) : by_kind;
    rank.payload_bits = read_payload_bits(keys);
    if (const yaml::Node* rules = keys.find({"flattened_rankIDs"})) {
      for (const yaml::Node& rule : rules->items())
        rank.flattening.push_back(read_rule(rule));
    }
    keys.finish();
    return rank;
  }

  FormatKind read_kind(Attributes& keys) {
    const yaml::Node* node = keys.find({"format"});
    std::string word = node == nullptr ? "" : node->scalar();
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
    std::vector<std::string> names;
    for (const FormatKind kind : kinds) {
      if (name_of(kind) == word) return kind;
      names.emplace_back(name_of(kind));
    }
    const Place& place = node == nullptr ? keys.map().place() : node->place();
    diagnostics_
        .error(place, node == nullptr ? "a rank needs a 'format'"
                                      : fmt::format("{} is no format", in_quotes(node->scalar())))
        .help = "the formats are " + list_of(names, "and");
    return FormatKind::ub;
  }

  /// Timeloop rewrites hyphens key by key, and comes upon `word-bits` before `payload-word-bits`: what is
  /// left, nothing reads.
  std::int64_t read_payload_bits(Attributes& keys) {
    const yaml::Node* hyphened = keys.map().find("payload-word-bits");
    const yaml::Node* node = keys.find({"payload_word_bits"});
    const auto bits = keys.integer({"payload_word_bits"}, 0);
    if (hyphened != nullptr && bits != level_.metadata.word_bits) {
      diagnostics_
          .warning(hyphened->place(),
                   fmt::format("'payload-word-bits' is not read by Timeloop: '{}' falls back to "
                               "metadata_datawidth, {} bits",
                               level_.name, level_.metadata.word_bits))
          .help = "write 'payload_word_bits' for it to count";
    }
    if (node == nullptr || hyphened != nullptr) return level_.metadata.word_bits;
    return bits ? stored_bits(*bits, node->place()) : 0;
  }

  /// The next width that fills a row of the metadata storage evenly.
  std::int64_t stored_bits(std::int64_t bits, const Place& place) {
    const std::int64_t row = level_.metadata.width_bits;
    if (bits == 0 || row == 0) return bits;
    if (bits > row) {
      diagnostics_
          .error(place, fmt::format("words of {} bits are wider than the metadata storage of '{}'", bits,
                                    level_.name))
          .help = fmt::format("its 'metadata_storage_width' is {}", row);
      return row;
    }
    while (row % bits != 0)
      ++bits;
    return bits;
  }

  std::vector<DimensionId> read_rule(const yaml::Node& node) {
    std::vector<DimensionId> rule;
    const auto add = [&](const yaml::Node& name) {
      const auto dimension = read_dimension(name.scalar(), name.place(), problem_, diagnostics_);
      if (dimension) rule.push_back(*dimension);
    };
    if (node.is_scalar()) add(node);
    for (const yaml::Node& name : node.items())
      add(name);
    return rule;
  }

  void check_nesting(const Format& format, const yaml::Node& ranks) {
    for (std::size_t rank = 1; rank < format.ranks.size(); ++rank) {
      if (!format.ranks[rank].compressed() || format.ranks[rank - 1].compressed()) continue;
      diagnostics_
          .error(ranks.items()[ranks.items().size() - 1 - rank].place(),
                 fmt::format("a compressed rank ({}) outside an uncompressed one ({})",
                             name_of(format.ranks[rank].kind), name_of(format.ranks[rank - 1].kind)))
          .help = "ranks inside a compressed one are CP, RLE or B; 'ranks' lists them outermost first";
    }
  }

  const Level& level_;
  const Problem& problem_;
  const Variables& variables_;
  Diagnostics& diagnostics_;
};

}  // namespace

void read_formats(const yaml::Node& node, const Level& level, const Problem& problem,
                  const Variables& variables, Diagnostics& diagnostics,
                  IdVector<TensorId, std::optional<Format>>& formats) {
  FormatReader(level, problem, variables, diagnostics).read(node, formats);
}

}  // namespace ridge::timeloop::sparse
