#include "cli/save.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "base/write_file.hpp"
#include "cli/messages.hpp"
#include "cli/overrides.hpp"
#include "sim/mapping/names.hpp"

namespace ridge::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* standard_output = "/dev/stdout";

[[noreturn]] void refuse(const std::string& path, int error) {
  const bool folder = error == EISDIR;
  throw InputError(
      option_place(path), fmt::format("cannot write this file: {}", std::strerror(error)),
      folder ? "name a file, not a folder" : "name a file in a folder that exists and may be written");
}

/// The file behind a link, so that the link stays; the path itself where there is none.
std::string target_of(const std::string& path) {
  std::error_code failed;
  const fs::path real = fs::canonical(path, failed);
  return failed ? path : real.string();
}

/// True for what is there and no file: nothing may be renamed to its place.
bool is_stream(const std::string& path) {
  std::error_code ignored;  // what cannot be looked at cannot be written either
  return fs::exists(path, ignored) && !fs::is_regular_file(path, ignored) && !fs::is_directory(path, ignored);
}

std::string temporary_beside(const std::string& path) {
  return fmt::format("{}.{}.tmp", path, ::getpid());
}

/// Writes a file as it stands; 0, or the errno of the failure.
int write_file(const std::string& path, const std::string& text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return 0;
  return errno != 0 ? errno : EIO;
}

}  // namespace

void check_output(const std::string& path, const std::vector<std::string>& inputs) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) refuse(path, EISDIR);
  for (const std::string& input : inputs) {
    if (!fs::equivalent(path, input, failed) || failed) continue;
    throw InputError(option_place(path), "this file is an input: it would be overwritten",
                     "name another file");
  }
  const std::string target = target_of(path);
  if (fs::exists(target, failed) && ::access(target.c_str(), W_OK) != 0) refuse(path, errno);
  if (is_stream(target)) return;
  const std::string temporary = temporary_beside(target);
  const int error = write_file(temporary, "");
  std::remove(temporary.c_str());
  if (error != 0) refuse(path, error);
}

void save_file(const std::string& path, const std::string& text) {
  if (path == standard_output) {  // through the descriptor: a second one would overwrite what the first says
    if (!write_out(text)) refuse(path, EIO);
    return;
  }
  const std::string target = target_of(path);
  const int error = is_stream(target) ? write_file(target, text) : replace_file(target, text);
  if (error != 0) refuse(path, error);
}

namespace {

std::string mapping_heading(const NetworkReport& report, const std::string& name) {
  const std::string source = fmt::format("ridge map, {} on {}", name, report.machine->name);
  return fmt::format("ridge: mapping/1\nsource: {}\n", yaml_word(source));
}

}  // namespace

std::string layer_mapping_text(const NetworkReport& report, const DistinctLayer& group,
                               const Mapping& mapping) {
  const Layer& layer = report.layer(group);
  return mapping_heading(report, layer.name) + "nest:\n" +
         print_nest(mapping, layer.problem, *report.machine, 2);
}

std::string numbered_path(const std::string& path, std::size_t number) {
  const fs::path whole(path);
  const std::string name = fmt::format("{}-{}{}", whole.stem().string(), number, whole.extension().string());
  return (whole.parent_path() / name).string();
}

std::string mapping_file_text(const NetworkReport& report, bool single) {
  if (single) {
    const DistinctLayer& group = report.map.distinct.front();
    return group.search.mapping ? layer_mapping_text(report, group, *group.search.mapping) : std::string();
  }
  std::string nests;
  for (const LayerResult& result : report.map.layers) {
    const auto& mapping = report.map.distinct[result.distinct].search.mapping;
    if (!mapping) continue;
    const Layer& layer = report.network->layers[result.layer];
    nests += fmt::format("  {}:\n{}", yaml_word(layer.name),
                         print_nest(*mapping, layer.problem, *report.machine, 4));
  }
  if (nests.empty()) return {};
  return mapping_heading(report, report.network->name) + "layers:\n" + nests;
}

}  // namespace ridge::cli
