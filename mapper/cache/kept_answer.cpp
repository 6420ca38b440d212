#include "mapper/cache/kept_answer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/content_hash.hpp"

namespace ridge::mapper {

namespace {

constexpr std::string_view first_line = "ridge: answer/1";
constexpr std::string_view checksum_key = "checksum: ";
constexpr std::string_view question_key = "question: ";
constexpr std::string_view answer_key = "answer:";

/// Takes the front of a text: up to a line's end, or as many bytes as there have to be.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// The words of one line; numbers are read to their last digit.
class Line {
 public:
  explicit Line(std::string_view text) : rest_(text) {}

  std::string_view word() {
    const std::size_t end = std::min(rest_.find(' '), rest_.size());
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return found;
  }
  template <class Number>
  void number(Number& value) {
    const std::string_view text = word();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) well_formed_ = false;
  }
  template <class IdType>
  void id(IdType& value) {
    std::uint16_t index = 0;
    number(index);
    value = IdType(index);
  }
  /// Every number was one, and nothing is left.
  bool is_well_formed() const { return well_formed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool well_formed_ = true;
};

std::optional<NestEntry> read_entry(std::string_view text) {
  Line line(text);
  NestEntry entry;
  const std::string_view kind = line.word();
  if (kind == "keep") {
    entry.kind = NestEntry::Kind::keep;
    line.id(entry.level);
    line.id(entry.tensor);
  } else if (kind == "temporal" || kind == "spatial") {
    entry.kind = kind == "spatial" ? NestEntry::Kind::spatial : NestEntry::Kind::temporal;
    line.id(entry.dimension);
    line.number(entry.bound);
  } else {
    return std::nullopt;
  }
  if (entry.kind == NestEntry::Kind::spatial) {
    std::uint8_t axis = 0;
    line.id(entry.fanout);
    line.number(axis);
    if (axis > 1) return std::nullopt;
    entry.axis = static_cast<Axis>(axis);
  }
  if (!line.is_well_formed()) return std::nullopt;
  return entry;
}

std::optional<KeptAnswer> read_answer(std::string_view text) {
  Line line(take_line(text));
  KeptAnswer answer;
  if (line.word() != answer_key) return std::nullopt;
  line.number(answer.evaluated);
  line.number(answer.feasible);
  line.number(answer.value);
  line.number(answer.lower_bound);
  if (!line.is_well_formed() || std::isnan(answer.value) || std::isnan(answer.lower_bound))
    return std::nullopt;
  while (!text.empty()) {
    const auto entry = read_entry(take_line(text));
    if (!entry || answer.nest.size() == max_nest_entries) return std::nullopt;
    answer.nest.push_back(*entry);
  }
  return answer;
}

/// The value of a line "key: value"; nothing when it has another key.
std::optional<std::string_view> value_of(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return std::nullopt;
  return line.substr(key.size());
}

}  // namespace

std::string entry_text(const NestEntry& entry) {
  const std::size_t dimension = entry.dimension.index();
  switch (entry.kind) {
    case NestEntry::Kind::keep:
      return fmt::format("keep {} {}\n", entry.level.index(), entry.tensor.index());
    case NestEntry::Kind::temporal:
      return fmt::format("temporal {} {}\n", dimension, entry.bound);
    case NestEntry::Kind::spatial:
      return fmt::format("spatial {} {} {} {}\n", dimension, entry.bound, entry.fanout.index(),
                         static_cast<int>(entry.axis));
  }
  check(false, "an entry of a nest is of one of three kinds");
  return {};
}

std::string print_answer_file(std::string_view question, const KeptAnswer& answer) {
  std::string body =
      fmt::format("{}{}\n{}{} {} {} {} {}\n", question_key, question.size(), question, answer_key,
                  answer.evaluated, answer.feasible, answer.value, answer.lower_bound);
  for (const NestEntry& entry : answer.nest)
    body += entry_text(entry);
  return fmt::format("{}\n{}{}\n{}", first_line, checksum_key, content_hash(body), body);
}

std::variant<KeptAnswer, std::string> read_answer_file(std::string_view text, std::string_view question) {
  if (take_line(text) != first_line)
    return fmt::format("it does not begin with '{}': another version of ridge, or something else, wrote it",
                       first_line);
  const auto checksum = value_of(take_line(text), checksum_key);
  if (!checksum || *checksum != content_hash(text)) return "it is damaged: its checksum does not fit";
  const auto size = value_of(take_line(text), question_key);
  if (!size || *size != fmt::to_string(question.size()) || !text.starts_with(question))
    return "it is the answer to another question";
  const auto answer = read_answer(text.substr(question.size()));
  if (!answer) return "it is damaged: the answer cannot be read";
  return *answer;
}

}  // namespace ridge::mapper
