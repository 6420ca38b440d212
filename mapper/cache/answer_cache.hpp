// Answers of searches, kept for when the same is asked again: in memory and, where wanted, in a folder.
//
//   AnswerCache cache("answers", place);
//   options.cache = &cache;
//   search(problem, machine, constraints, options);   // searches, and keeps what it found
//   search(problem, machine, constraints, options);   // the same answer, stats.cached = 1
//
// The key is the whole question (mapper/cache/question.hpp), so layers of any name on machines of any name
// share an answer where they ask the same, in one study or in many.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.hpp"
#include "mapper/cache/answer_folder.hpp"

namespace ridge {

/// May be used by any number of threads at once, and its folder by any number of processes. What goes wrong
/// with files never costs an answer: it becomes a warning.
class AnswerCache {
 public:
  /// Keeps answers as long as it lives.
  AnswerCache() = default;
  /// Keeps them in files as well; what the folder has from earlier runs is found. Throws InputError, blaming
  /// `place`, when `folder` is no folder or cannot be made or read.
  AnswerCache(std::filesystem::path folder, const Place& place) : folder_(std::in_place, folder, place) {}

  /// The answer that was kept for a question; nothing when there is none.
  std::optional<mapper::KeptAnswer> find(const std::string& question);

  /// Keeps an answer, in place of the one there was.
  void keep(const std::string& question, const mapper::KeptAnswer& answer);

  /// Says that the answer found for a question cannot be right: it is forgotten, with a warning.
  void reject(const std::string& question, std::string_view reason);

  /// What went wrong since the last call, for the user: a file that is damaged or not ours, a folder that
  /// takes no files (once).
  std::vector<Diagnostic> take_warnings();

 private:
  void warn_of_file(const std::filesystem::path& file, std::string_view reason);
  void warn_of_folder(int error);
  std::optional<mapper::KeptAnswer> find_in_folder(const std::string& question);

  std::optional<mapper::AnswerFolder> folder_;
  std::mutex mutex_;
  std::unordered_map<std::string, mapper::KeptAnswer> answers_;
  std::vector<Diagnostic> warnings_;
  bool folder_takes_files_ = true;
};

}  // namespace ridge
