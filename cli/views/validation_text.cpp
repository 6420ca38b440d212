#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/views/numbers.hpp"
#include "cli/views/table.hpp"
#include "cli/views/validation_view.hpp"
#include "cli/views/wrap.hpp"

namespace ridge::cli {
namespace {

using validation::Comparison;
using validation::Errors;
using validation::Row;
using validation::Set;

/// "-2.7 %", "+8.8 %".
std::string signed_error(double ours, double theirs) {
  const double error = ours / theirs - 1;
  if (error == 0) return "0 %";
  return (error < 0 ? "-" : "+") + percent(std::abs(error));
}

std::string error_cell(const std::optional<double>& ours, const std::optional<double>& theirs) {
  return ours && theirs ? signed_error(*ours, *theirs) : "";
}

/// Four significant digits, or all of a whole number.
std::string amount(double value) {
  return value == std::floor(value) ? grouped(value) : fmt::format("{:.4g}", value);
}

std::string amount(const std::optional<double>& value) {
  return value ? amount(*value) : "-";
}

std::string share(const std::optional<double>& fraction) {
  return fraction ? percent(*fraction) : "-";
}

std::string correlation(const std::optional<double>& value) {
  return value ? fmt::format("{:.3f}", *value) : "-";
}

std::string errors_line(const Errors& errors) {
  return fmt::format("mean {}, 90th percentile {}, worst {}, rank correlation {}", share(errors.mean),
                     share(errors.p90), share(errors.worst), correlation(errors.rank_correlation));
}

std::string spaced(std::string name) {
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

std::string rows_text(const Comparison& comparison, const Style& style) {
  Table table({{"point", Table::Align::left},
               {"ours"},
               {"theirs"},
               {"error"},
               {comparison.peer},
               {"error"},
               {"", Table::Align::left}});
  for (const Row& row : comparison.rows)
    table.add_row({row.name, amount(row.ours), amount(row.theirs), error_cell(row.ours, row.theirs),
                   row.peers ? amount(row.peers) : "", error_cell(row.peers, row.theirs), row.note});
  return table.text(style);
}

std::string comparison_text(const Comparison& comparison, const Style& style) {
  std::string text = rows_text(comparison, style);
  const Errors errors = comparison.errors();
  text += fmt::format("  error of {} points: {}\n", errors.points, errors_line(errors));
  if (!comparison.peer.empty()) {
    const Errors peers = comparison.peer_errors();
    text += fmt::format("  {} on {} points: {}\n", comparison.peer, peers.points, errors_line(peers));
  }
  const std::string quantity = spaced(comparison.quantity);
  const bool is_count = quantity == comparison.unit;
  return section(style, is_count ? quantity : fmt::format("{} in {}", quantity, comparison.unit), text);
}

std::string histogram_text(const validation::Histogram& histogram, const Style& style) {
  constexpr double widest_bar = 40;
  const auto most = static_cast<double>(*std::max_element(histogram.counts.begin(), histogram.counts.end()));
  Table table({{"from"}, {"to"}, {"count"}, {"", Table::Align::left}});
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const double length = widest_bar * static_cast<double>(histogram.counts[i]) / most;
    table.add_row({fmt::format("{:.3g}", histogram.bounds[i]), fmt::format("{:.3g}", histogram.bounds[i + 1]),
                   grouped(histogram.counts[i]),
                   std::string(static_cast<std::size_t>(std::ceil(length)), '#')});
  }
  return section(style, fmt::format("{} in {}", histogram.quantity, histogram.unit), table.text(style));
}

}  // namespace

std::string validation_text(const Set& set, const Style& style) {
  std::string text = wrapped("", fmt::format("{}: {}", set.name, set.sentence));
  for (const Comparison& comparison : set.comparisons)
    text += comparison_text(comparison, style);
  if (set.histogram) text += histogram_text(*set.histogram, style);
  text += section(style, "Theirs", bullets({set.source}));
  return text + section(style, "Ours", bullets(set.notes));
}

std::string validation_summary(const std::vector<Set>& sets, const Style& style) {
  Table table({{"set", Table::Align::left},
               {"quantity", Table::Align::left},
               {"points"},
               {"mean error"},
               {"90th percentile"},
               {"worst"},
               {"rank correlation"}},
              0);
  for (const Set& set : sets) {
    for (const Comparison& comparison : set.comparisons) {
      const Errors errors = comparison.errors();
      table.add_row({set.name, spaced(comparison.quantity), grouped(static_cast<std::int64_t>(errors.points)),
                     share(errors.mean), share(errors.p90), share(errors.worst),
                     correlation(errors.rank_correlation)});
    }
  }
  return table.text(style);
}

}  // namespace ridge::cli
