#include "workloads/scalesim_topology.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <unordered_map>

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/checked.hpp"
#include "base/csv.hpp"
#include "base/text.hpp"
#include "base/text_file.hpp"
#include "workloads/layer_type.hpp"
#include "workloads/read_layer.hpp"

namespace ridge {
namespace {

constexpr std::size_t most_cells = 16;  // of a row; more than any form has
constexpr std::int64_t largest_size = std::int64_t{1} << 31;

struct Form {
  std::vector<std::string> columns;     // behind the layer's name
  std::vector<std::string> beginnings;  // of their names in headers, which differ in the rest
  std::size_t optional = 0;             // how many of the last ones may be missing
};

const Form convolution_form{{"IFMAP Height", "IFMAP Width", "Filter Height", "Filter Width", "Channels",
                             "Num Filter", "Strides", "Stride Width"},
                            {"ifmap", "ifmap", "filter", "filter", "channel", "num", "stride", "stride"},
                            1};
const Form gemm_form{{"M", "N", "K"}, {"m", "n", "k"}, 0};

class TopologyReader {
 public:
  explicit TopologyReader(const std::shared_ptr<const SourceText>& source) : source_(source) {}

  Network run() {
    network_.name = std::filesystem::path(source_->name).stem().string();
    network_.sources = {"SCALE-Sim topology " + std::filesystem::path(source_->name).filename().string()};
    CsvLines lines(source_, most_cells);
    for (CsvRow row = lines.next(); !row.empty() && !diagnostics_.full(); row = lines.next())
      read_row(row);
    if (form_ == nullptr) {
      diagnostics_.error({source_, 0, 0}, "a topology starts with a header line").help = header_help();
    } else if (entries_.empty() && !diagnostics_.has_errors()) {
      diagnostics_.error({source_, 0, 0}, "the topology has no layers").help = "write one row per layer";
    }
    diagnostics_.throw_if_errors();
    network_.layers = link_layers(std::move(entries_), diagnostics_);
    total_parameters(network_, {source_, 0, 0}, diagnostics_);
    diagnostics_.throw_if_errors();
    return std::move(network_);
  }

 private:
  static std::string header_help() {
    return "write 'Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
           "Strides,' or 'Layer, M, N, K,'";
  }

  void read_row(const CsvRow& cells) {
    if (form_ == nullptr) return read_header(cells);
    const std::size_t most = form_->columns.size() + 1;
    if (cells.size() < most - form_->optional || cells.size() > most) {
      diagnostics_
          .error(cells.front().place, fmt::format("row {} has {}{} cells", in_quotes(cells.front().text),
                                                  cells.size(), cells.size() == most_cells ? " or more" : ""))
          .help = fmt::format("a row is a name, {}", fmt::join(form_->columns, ", "));
      return;
    }
    if (entries_.size() == max_layers) {
      diagnostics_.error(cells.front().place, fmt::format("more than {} layers", max_layers)).help =
          "divide the topology among several files";
      diagnostics_.throw_if_errors();  // the rows that follow say nothing new
    } else if (const auto sizes = read_sizes(cells)) {
      add_row(cells.front(), *sizes);
    }
  }

  /// The form is told by the second column; the others must follow in the form's order.
  void read_header(const CsvRow& cells) {
    const bool gemm = cells.size() > 1 && lower_case(cells[1].text) == "m";
    const Form& form = gemm ? gemm_form : convolution_form;
    const std::size_t columns = cells.size() - 1;
    bool fits = columns <= form.columns.size() && columns >= form.columns.size() - form.optional;
    for (std::size_t column = 0; fits && column < columns; ++column) {
      fits = lower_case(cells[column + 1].text).starts_with(form.beginnings[column]);
    }
    if (!fits) {
      diagnostics_.error(cells.front().place, "this is no header of a SCALE-Sim topology").help =
          header_help();
      diagnostics_.throw_if_errors();  // without a header every row would be blamed
    }
    form_ = &form;
  }

  std::optional<std::vector<std::int64_t>> read_sizes(const CsvRow& cells) {
    std::vector<std::int64_t> sizes;
    for (std::size_t column = 1; column < cells.size(); ++column) {
      const std::string_view text = cells[column].text;
      std::int64_t value = 0;
      const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
      const bool whole = failed == std::errc() && end == text.data() + text.size() && !text.starts_with('0');
      if (whole && value >= 1 && value <= largest_size) {
        sizes.push_back(value);
        continue;
      }
      diagnostics_
          .error(cells[column].place, fmt::format("{} is {}", form_->columns[column - 1], in_quotes(text)))
          .help = fmt::format("write a whole number from 1 to {}", largest_size);
    }
    if (sizes.size() != cells.size() - 1) return std::nullopt;
    return sizes;
  }

  void add_row(const CsvCell& name, const std::vector<std::int64_t>& sizes) {
    if (form_ == &gemm_form) {
      return add_layer(name, {"gemm", {{"M", sizes[0]}, {"N", sizes[1]}, {"K", sizes[2]}}, {}});
    }
    const auto [height, width, filter_height, filter_width] =
        std::array{sizes[0], sizes[1], sizes[2], sizes[3]};
    if (filter_height > height || filter_width > width) {
      diagnostics_
          .error(name.place, fmt::format("the filter of {} is larger than its input", in_quotes(name.text)))
          .help = "the IFMAP sizes include padding";
      return;
    }
    const std::int64_t stride_height = sizes[6];
    const std::int64_t stride_width = sizes.size() > 7 ? sizes[7] : stride_height;
    LayerShape shape{"conv2d", {{"C", sizes[4]}, {"K", sizes[5]}}, {}};
    if (name.text.find("DP") != std::string_view::npos) {  // SCALE-Sim's mark of a depthwise layer
      shape.sizes = {{"C", 1}, {"K", sizes[5]}, {"groups", sizes[4]}};
    }
    shape.sizes.insert(shape.sizes.end(), {{"P", ceil_divide(height - filter_height, stride_height) + 1},
                                           {"Q", ceil_divide(width - filter_width, stride_width) + 1},
                                           {"R", filter_height},
                                           {"S", filter_width},
                                           {"stride_h", stride_height},
                                           {"stride_w", stride_width}});
    add_layer(name, std::move(shape));
  }

  void add_layer(const CsvCell& name, LayerShape shape) {
    std::optional<Layer> layer = make_layer(own_name(name.text), std::move(shape), name.place, diagnostics_);
    if (!layer) return;
    LayerEntry entry;
    entry.layer = std::move(*layer);
    entry.place = name.place;
    entry.name_place = name.place;
    entries_.push_back(std::move(entry));
  }

  /// The row's name, with a number behind it when an earlier row has the same or it cannot name a layer.
  std::string own_name(std::string_view text) {
    const std::string wanted(text.empty() ? "layer" : text);
    if (wanted != "input" && uses_.try_emplace(wanted, 1).second) return wanted;
    while (true) {
      std::string name = fmt::format("{}_{}", wanted, ++uses_.try_emplace(wanted, 1).first->second);
      if (uses_.try_emplace(name, 1).second) return name;
    }
  }

  std::shared_ptr<const SourceText> source_;
  Diagnostics diagnostics_;
  Network network_;
  const Form* form_ = nullptr;
  std::vector<LayerEntry> entries_;
  std::unordered_map<std::string, int> uses_;  // of each name, and the number behind it that came last
};

}  // namespace

Network read_scalesim_topology(const std::shared_ptr<const SourceText>& source) {
  check_text(source);
  return TopologyReader(source).run();
}

Network load_scalesim_topology(const std::filesystem::path& path) {
  return read_scalesim_topology(read_text_file(path));
}

}  // namespace ridge
