// A quick look at the brackets of a text before yaml-cpp reads it: see check_flow.
//
// It knows just enough of YAML to tell brackets that open collections from those in comments, in quotes, in
// block scalars and inside of plain words. Where it is wrong on purpose (a line of a plain text that begins
// with a bracket counts as a collection), only hundreds of such lines could matter.
#include <algorithm>

#include <fmt/format.h>

#include "base/yaml_tree.hpp"

namespace ridge::yaml {

namespace {

class FlowScan {
 public:
  FlowScan(const Body& body, const Limits& limits) : body_(body), text_(body.text), limits_(limits) {}

  /// Looks at the text up to `end`.
  void run(std::size_t end) {
    while (at_ < std::min(end, text_.size()))
      step();
  }

  /// Where the brackets stand that are open now, outermost first.
  const std::vector<std::size_t>& open() const { return open_; }

 private:
  bool in_flow() const { return !open_.empty(); }
  char now() const { return text_[at_]; }
  bool blank_follows() const {
    return at_ + 1 >= text_.size() || std::string_view(" \t\r\n").find(text_[at_ + 1]) < 4;
  }
  bool after_blank() const { return at_ == 0 || std::string_view(" \t\r\n").find(text_[at_ - 1]) < 4; }

  /// True at a colon that ends a key, as opposed to one inside of a word.
  bool separates() const {
    if (blank_follows()) return true;
    const bool behind_quote_or_bracket = at_ > 0 && std::string_view("\"']}").find(text_[at_ - 1]) < 4;
    return in_flow() && (behind_quote_or_bracket || std::string_view(",[]{}").find(text_[at_ + 1]) < 5);
  }

  void step() {
    const char c = now();
    if (c == '\n') {
      end_line();
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '#' && after_blank()) {
      skip_line();
    } else if (in_flow() && std::string_view("[]{},").find(c) < 5) {
      bracket_or_comma(c);
    } else if (c == ':' && separates()) {
      count_separator();
      begin_token();
    } else if (token_start_) {
      token(c);
    } else {
      ++at_;  // inside of a plain word
    }
  }

  void end_line() {
    ++at_;
    line_begin_ = at_;
    token_start_ = true;
    if (in_flow()) return;
    separators_ = 0;  // block style: yaml-cpp looks ahead within one line only
    words_ = 0;
  }

  /// What may begin here: a collection, a quoted or block scalar, an indicator, a property, a plain word.
  void token(char c) {
    if (c == '[' || c == '{') return bracket_or_comma(c);
    count_word();
    if ((c == '-' || c == '?') && blank_follows()) {
      indent_ = column();
      return begin_token();
    }
    if (c == '"' || c == '\'') return quoted_scalar(c);
    if (c == '&' || c == '*' || c == '!') return property();
    if (!in_flow() && (c == '|' || c == '>')) return block_scalar();
    indent_ = !in_flow() ? column() : indent_;
    token_start_ = false;
    ++at_;
  }

  void bracket_or_comma(char c) {
    if (c != ']' && c != '}') count_separator();
    if (c == '[' || c == '{') {
      open_.push_back(at_);
      if (open_.size() > limits_.depth) {
        throw InputError(body_.at(at_), fmt::format("brackets nest more than {} deep", limits_.depth),
                         "no file of this program needs that: look for a bracket that is not closed");
      }
    } else if (c != ',') {
      open_.pop_back();
    }
    begin_token();
  }

  void begin_token() {
    token_start_ = true;
    ++at_;
  }

  /// An opening bracket, a comma or a colon: there is at least one key or value for each.
  void count_separator() {
    if (++separators_ > limits_.nodes) refuse_nodes();
  }

  /// A word, a quoted text, an anchor, an indicator: a key or value has three at most.
  void count_word() {
    if (++words_ > 3 * limits_.nodes) refuse_nodes();
  }

  [[noreturn]] void refuse_nodes() const {
    throw InputError(body_.at(at_), fmt::format("this text has more than {} keys and values", limits_.nodes),
                     "no file of this program needs that many");
  }

  void quoted_scalar(char quote) {
    if (!in_flow()) indent_ = column();
    token_start_ = false;
    for (++at_; at_ < text_.size(); ++at_) {
      const std::string_view here = text_.substr(at_);
      if (here.starts_with(quote == '"' ? "\\" : "''")) {
        ++at_;
      } else if (here.starts_with(quote)) {
        ++at_;
        return;
      }
    }
  }

  void property() {
    while (at_ < text_.size() && std::string_view(" \t\r\n,[]{}").find(now()) > 9)
      ++at_;
  }

  /// Skips the lines that are empty or further in than the key or dash above them.
  void block_scalar() {
    skip_line();
    while (at_ < text_.size()) {
      const std::size_t line = at_ + 1;  // behind the line feed
      const std::size_t first = std::min(text_.find_first_not_of(' ', line), text_.size());
      const bool empty = first < text_.size() && (text_[first] == '\n' || text_[first] == '\r');
      if (!empty && first - std::min(first, line) <= indent_) return;
      at_ = line;
      skip_line();
    }
  }

  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  std::size_t column() const { return at_ - line_begin_; }

  const Body& body_;
  std::string_view text_;
  Limits limits_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  std::size_t indent_ = 0;  // column of the key or dash that a block scalar here would belong to
  std::vector<std::size_t> open_;
  std::size_t separators_ = 0;
  std::size_t words_ = 0;
  bool token_start_ = true;
};

}  // namespace

void check_flow(const Body& body, const Limits& limits) {
  FlowScan(body, limits).run(body.text.size());
}

std::vector<std::size_t> open_brackets(const Body& body, const Limits& limits, std::size_t end) {
  FlowScan scan(body, limits);
  scan.run(end);
  return scan.open();
}

}  // namespace ridge::yaml
