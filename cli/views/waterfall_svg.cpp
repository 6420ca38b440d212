#include "cli/views/waterfall_svg.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "cli/views/cause_names.hpp"
#include "cli/views/numbers.hpp"

namespace ridge::cli {
namespace {

// In pixels. Text is measured as if every letter were as wide as an average one of a sans-serif of this size.
constexpr double font = 13;
constexpr double letter = 0.56 * font;
constexpr double row = 26;
constexpr double bar_height = 16;
constexpr double margin = 16;
constexpr double header = 46;
constexpr double footer = 44;
constexpr double chart = 520;
constexpr double gap = 10;

double text_width(const std::string& text) {
  return letter * static_cast<double>(text.size());
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '&')
      result += "&amp;";
    else
      result += c;
  }
  return result;
}

std::string label(double x, double y, std::string_view anchor, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     escaped(text));
}

std::string line(double x1, double y1, double x2, double y2, std::string_view style) {
  return fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" {}/>\n", x1, y1, x2, y2, style);
}

/// 1, 2 or 5 times a power of ten, so that an axis of this length has four to nine of them.
double tick_distance(double length) {
  const double power = std::pow(10, std::floor(std::log10(length / 4)));
  for (const double step : {5.0, 2.0})
    if (length / (step * power) >= 4) return step * power;
  return power;
}

struct Frame {
  double left = 0;  // of the axis
  double cycles = 0;
  double bottom = 0;
  double x(double at_cycles) const { return left + chart * at_cycles / cycles; }
  double numbers_end() const { return left + chart + gap + text_width(grouped(cycles)); }
  double right() const { return numbers_end() + gap + text_width("0.00 %"); }
};

std::string axis(const Frame& frame) {
  std::string text;
  const double distance = tick_distance(frame.cycles);
  for (double at = 0; at <= frame.cycles * (1 + 1e-9); at += distance) {
    text += line(frame.x(at), header, frame.x(at), frame.bottom, "stroke=\"#ddd\"");
    text += label(frame.x(at), frame.bottom + 18, "middle", engineering(at));
  }
  text += line(frame.left, frame.bottom, frame.left + chart, frame.bottom, "stroke=\"#000\"");
  return text + label(frame.left + chart / 2, frame.bottom + 36, "middle", "cycles");
}

/// Compute is dark, what is lost light.
std::string bars(const Frame& frame, const std::vector<NamedCause>& causes) {
  std::string text;
  double begin = 0;
  double y = header;
  for (const NamedCause& cause : causes) {
    const double x = frame.x(begin);
    const double width = std::max(0.5, frame.x(begin + cause.cycles) - x);
    text += label(frame.left - gap, y + 17, "end", cause.name);
    text += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" fill=\"{}\"/>\n",
                        x, y + 5, width, bar_height, begin == 0 ? "#33506b" : "#d98a4b");
    if (begin > 0)
      text += line(x, y - row + 5, x, y + 5 + bar_height, "stroke=\"#888\" stroke-dasharray=\"2 2\"");
    text += label(frame.numbers_end(), y + 17, "end", grouped(cause.cycles));
    text += label(frame.right(), y + 17, "end", percent(cause.cycles / frame.cycles));
    begin += cause.cycles;
    y += row;
  }
  return text;
}

}  // namespace

std::string waterfall_svg(const std::string& layer, const Problem& problem, const Machine& machine,
                          const Evaluation& evaluation) {
  const std::vector<NamedCause> causes = named_causes(evaluation.causes, problem, machine);
  Frame frame;
  for (const NamedCause& cause : causes)
    frame.left = std::max(frame.left, text_width(cause.name));
  frame.left += margin + gap;
  frame.cycles = evaluation.cycles;
  frame.bottom = header + row * static_cast<double>(causes.size()) + 4;
  const double width = frame.right() + margin;
  const std::string title =
      fmt::format("{} on {}: {} cycles", layer, machine.name, grouped(evaluation.cycles));
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 "
             "{0:.0f} "
             "{1:.0f}\" font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"{2:.0f}\">\n"
             "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
             width, frame.bottom + footer, font) +
         fmt::format("<text x=\"{:.0f}\" y=\"28\" font-size=\"16\">{}</text>\n", margin, escaped(title)) +
         axis(frame) + bars(frame, causes) + "</svg>\n";
}

}  // namespace ridge::cli
