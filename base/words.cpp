// Words in messages: the nearest known word, lists, the user's own words in quotes.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/diagnostics.hpp"
#include "base/utf8.hpp"

namespace ridge {

namespace {

constexpr std::size_t longest_word = 100;  // nobody means a longer one; keeps the distance cheap

/// Optimal string alignment: Damerau-Levenshtein in which no letter is edited twice.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_back(b.size() + 1);
  std::vector<std::size_t> back(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  std::iota(back.begin(), back.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = back[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({back[j] + 1, now[j - 1] + 1, substituted});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], two_back[j - 2] + 1);
    }
    two_back.swap(back);
    back.swap(now);
  }
  return back[b.size()];
}

/// The most edits after which two words may still be meant for each other.
std::size_t tolerated(std::string_view a, std::string_view b) {
  const std::size_t longer = std::max(a.size(), b.size());
  if (longer <= 1) return 0;  // 'K' is not a slip for 'C'
  return std::max<std::size_t>(1, longer / 3);
}

bool comparable(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty() || a.size() > longest_word || b.size() > longest_word) return false;
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  return difference <= tolerated(a, b);
}

/// How far the digits of two words lie apart: 'int9' is nearer to 'int8' than to 'int4'.
std::size_t distance_of_digits(std::string_view a, std::string_view b) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const bool digits = a[i] >= '0' && a[i] <= '9' && b[i] >= '0' && b[i] <= '9';
    if (digits) sum += static_cast<std::size_t>(std::abs(a[i] - b[i]));
  }
  return sum;
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  const std::string lower = lower_case(word);
  std::string_view best;
  std::array<std::size_t, 3> best_score{};  // distance without case, then with it, then of digits
  for (const std::string& candidate : candidates) {
    if (!comparable(word, candidate)) continue;
    const std::array score{distance(lower, lower_case(candidate)), distance(word, candidate),
                           distance_of_digits(word, candidate)};
    if (score[0] > tolerated(word, candidate)) continue;
    if (best.empty() || score < best_score) {
      best = candidate;
      best_score = score;
    }
  }
  return std::string(best);
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::string meant = nearest(word, candidates);
  return meant.empty() ? "" : fmt::format("did you mean {}?", in_quotes(meant));
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest_bytes = 60;
  std::string shown = "'";
  while (!text.empty()) {
    if (shown.size() > longest_bytes) return shown + "...'";
    const std::size_t length = std::max<std::size_t>(1, utf8_length(text));
    if (is_printable(text)) {
      shown += text.substr(0, length);
    } else if (text[0] == '\n') {
      shown += "\\n";
    } else if (text[0] == '\t') {
      shown += "\\t";
    } else {
      for (char c : text.substr(0, length))
        shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    text.remove_prefix(length);
  }
  return shown + "'";
}

std::string list_of(std::span<const std::string> words, std::string_view last_joint) {
  constexpr std::size_t most = 40;
  const std::size_t shown = std::min(words.size(), most);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == words.size() ? fmt::format(" {} ", last_joint) : ", ";
    text += in_quotes(words[i]);
  }
  if (shown < words.size()) text += fmt::format(" {} {} more", last_joint, words.size() - shown);
  return text;
}

}  // namespace ridge
