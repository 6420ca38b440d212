#include "mapper/cache/answer_cache.hpp"

#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace ridge {

namespace {

Diagnostic warning_at(const std::filesystem::path& path, std::string message, std::string help) {
  Diagnostic warning;
  warning.severity = Severity::warning;
  warning.place = {std::make_shared<const SourceText>(SourceText{path.string(), {}}), 0, 0};
  warning.message = std::move(message);
  warning.help = std::move(help);
  return warning;
}

}  // namespace

std::optional<mapper::KeptAnswer> AnswerCache::find(const std::string& question) {
  {
    const std::lock_guard lock(mutex_);
    const auto kept = answers_.find(question);
    if (kept != answers_.end()) return kept->second;
  }
  return folder_ ? find_in_folder(question) : std::nullopt;
}

std::optional<mapper::KeptAnswer> AnswerCache::find_in_folder(const std::string& question) {
  auto found = folder_->read(question);
  if (!found) return std::nullopt;
  if (const auto* unusable = std::get_if<mapper::AnswerFolder::Unusable>(&*found)) {
    warn_of_file(unusable->file, unusable->reason);
    return std::nullopt;
  }
  const auto& answer = std::get<mapper::KeptAnswer>(*found);
  const std::lock_guard lock(mutex_);
  answers_.insert_or_assign(question, answer);
  return answer;
}

void AnswerCache::keep(const std::string& question, const mapper::KeptAnswer& answer) {
  {
    const std::lock_guard lock(mutex_);
    answers_.insert_or_assign(question, answer);
  }
  if (!folder_) return;
  if (const int error = folder_->write(question, answer); error != 0) warn_of_folder(error);
}

void AnswerCache::reject(const std::string& question, std::string_view reason) {
  {
    const std::lock_guard lock(mutex_);
    answers_.erase(question);
  }
  if (folder_) warn_of_file(folder_->file_of(question), reason);
}

std::vector<Diagnostic> AnswerCache::take_warnings() {
  const std::lock_guard lock(mutex_);
  return std::exchange(warnings_, {});
}

void AnswerCache::warn_of_file(const std::filesystem::path& file, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  warnings_.push_back(
      warning_at(file, fmt::format("this file of the cache is not used: {}", reason),
                 "the layer was searched anew, which replaces the file; nothing to do, unless "
                 "it happens again: then delete the file"));
}

void AnswerCache::warn_of_folder(int error) {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(folder_takes_files_, false)) return;
  warnings_.push_back(
      warning_at(folder_->path(), fmt::format("the cache takes no new answers: {}", std::strerror(error)),
                 "the answers of this run are right but not kept; make room or let it be written to, or name "
                 "another folder"));
}

}  // namespace ridge
