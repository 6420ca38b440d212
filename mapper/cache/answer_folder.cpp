#include "mapper/cache/answer_folder.hpp"

#include <system_error>

#include <fmt/format.h>

#include "base/content_hash.hpp"
#include "base/text_file.hpp"
#include "base/write_file.hpp"

namespace ridge::mapper {

namespace {

namespace fs = std::filesystem;

/// Far more than a question and a nest take.
constexpr std::size_t most_bytes = 1U << 20U;

}  // namespace

AnswerFolder::AnswerFolder(fs::path folder, const Place& place) : folder_(std::move(folder)) {
  std::error_code failed;
  if (fs::exists(folder_, failed) && !fs::is_directory(folder_, failed)) {
    throw InputError(place, fmt::format("{} is no folder", in_quotes(folder_.string())),
                     "name a folder for the answers, or one that can be made");
  }
  fs::create_directories(folder_, failed);
  if (!failed) fs::directory_iterator(folder_, failed);
  if (!failed) return;
  throw InputError(
      place, fmt::format("{} cannot be used as a cache: {}", in_quotes(folder_.string()), failed.message()),
      "name a folder that you may read and write, or one that can be made");
}

fs::path AnswerFolder::file_of(const std::string& question) const {
  return folder_ / (content_hash(question) + ".answer");
}

std::optional<std::variant<KeptAnswer, AnswerFolder::Unusable>> AnswerFolder::read(
    const std::string& question) const {
  const fs::path file = file_of(question);
  std::error_code failed;
  if (!fs::exists(file, failed)) return std::nullopt;
  try {
    auto answer = read_answer_file(read_text_file(file, most_bytes)->text, question);
    if (auto* reason = std::get_if<std::string>(&answer)) return Unusable{file, std::move(*reason)};
    return std::get<KeptAnswer>(std::move(answer));
  } catch (const InputError& error) {
    return Unusable{file, error.diagnostics().front().message};
  }
}

int AnswerFolder::write(const std::string& question, const KeptAnswer& answer) const {
  return replace_file(file_of(question), print_answer_file(question, answer));
}

}  // namespace ridge::mapper
