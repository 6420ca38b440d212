#include "workloads/edge_fit.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/checked.hpp"

namespace ridge {
namespace {

using Writers = std::span<const WrittenTensor* const>;

std::string range(const Extent& extent) {
  return extent.least == extent.most ? fmt::to_string(extent.least)
                                     : fmt::format("{} to {}", extent.least, extent.most);
}

/// "depth", "height" or "width"; the only axis of a plane is its length.
std::string axis_name(const ReadTensor& read, std::size_t rank) {
  static const std::array<const char*, 3> names{"width", "height", "depth"};
  const std::size_t from_last = read.extents.size() - 1 - rank;
  return read.plane_axes == 1 ? "length" : names.at(from_last);
}

/// Along one axis of the plane. Of several writers one decides, the others are cropped to it.
std::string axis_misfit(const ReadTensor& read, Writers together, std::size_t rank) {
  const Extent& extent = read.extents[rank];
  std::int64_t smallest = together[0]->extents[rank];
  for (const WrittenTensor* written : together)
    smallest = std::min(smallest, written->extents[rank]);
  if (smallest >= extent.least && smallest <= extent.most) return "";
  return fmt::format("a {} of {}, given {}", axis_name(read, rank), range(extent), smallest);
}

std::string map_misfit(const ReadTensor& read, Writers together) {
  const std::int64_t samples = read.extents[0].least;
  std::int64_t channels = 0;
  for (const WrittenTensor* written : together) {
    if (written->extents[0] != samples) {
      return fmt::format("{} samples, given {}", samples, written->extents[0]);
    }
    channels = saturating_add(channels, written->extents[1]);
  }
  if (channels != read.extents[1].least) {
    return fmt::format("{} channels, given {}", read.extents[1].least, channels);
  }
  for (std::size_t rank = 2; rank < read.extents.size(); ++rank) {
    if (std::string found = axis_misfit(read, together, rank); !found.empty()) return found;
  }
  return "";
}

/// The number of words read: certain ranks times those over which windows slide.
struct Wanted {
  std::int64_t certain = 1;
  Extent sliding;
  Extent words() const {
    return {saturating_multiply(certain, sliding.least), saturating_multiply(certain, sliding.most)};
  }
};

Wanted wanted_words(const ReadTensor& read) {
  Wanted wanted;
  for (const Extent& extent : read.extents) {
    if (extent.least == extent.most) {
      wanted.certain = saturating_multiply(wanted.certain, extent.least);
    } else {
      wanted.sliding.least = saturating_multiply(wanted.sliding.least, extent.least);
      wanted.sliding.most = saturating_multiply(wanted.sliding.most, extent.most);
    }
  }
  return wanted;
}

bool takes_a_row_of_each_sample(const ReadTensor& read, const WrittenTensor& written, std::int64_t batch) {
  if (read.plane_axes > 0 || written.plane_axes > 0 || read.extents.empty() || written.extents.empty())
    return false;
  const std::int64_t row = written.extents.back();
  const std::int64_t rows = saturating_multiply(row, batch);
  return read.extents.back().least == row && wanted_words(read).words().least == rows &&
         written.words % rows == 0;
}

std::string word_misfit(const ReadTensor& read, Writers together, std::int64_t batch) {
  std::int64_t words = 0;
  for (const WrittenTensor* written : together)
    words = saturating_add(words, written->words);
  const Wanted wanted = wanted_words(read);
  const std::int64_t sliding = words / wanted.certain;
  if (words % wanted.certain == 0 && sliding >= wanted.sliding.least && sliding <= wanted.sliding.most)
    return "";
  if (std::find(read.or_else.begin(), read.or_else.end(), words) != read.or_else.end()) return "";
  if (read.any_part && words <= wanted.words().most) return "";
  if (together.size() == 1 && takes_a_row_of_each_sample(read, *together[0], batch)) return "";
  return fmt::format("{} words, given {}", range(wanted.words()), words);
}

}  // namespace

std::string misfit(const ReadTensor& read, Writers together, std::int64_t batch) {
  const bool maps =
      read.plane_axes > 0 && std::all_of(together.begin(), together.end(), [&](const WrittenTensor* written) {
        return written->plane_axes == read.plane_axes;
      });
  return maps ? map_misfit(read, together) : word_misfit(read, together, batch);
}

}  // namespace ridge
