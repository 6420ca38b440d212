// Answers in files: one for each question, written whole or not at all.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "mapper/cache/kept_answer.hpp"

namespace ridge::mapper {

/// The files of one folder. Any number of threads and processes may read and write them at the same time.
class AnswerFolder {
 public:
  /// Makes the folder where there is none. Throws InputError, blaming `place`, when it cannot be made or read
  /// or is no folder. One that cannot be written to serves what it has.
  AnswerFolder(std::filesystem::path folder, const Place& place);

  /// Where the answer to a question is, or would be: "FOLDER/HASH.answer".
  std::filesystem::path file_of(const std::string& question) const;

  /// A file that is there and is no answer to the question, and why.
  struct Unusable {
    std::filesystem::path file;
    std::string reason;
  };
  /// Nothing, when there is no such file.
  std::optional<std::variant<KeptAnswer, Unusable>> read(const std::string& question) const;

  /// 0, or the errno of the failure.
  int write(const std::string& question, const KeptAnswer& answer) const;

  const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace ridge::mapper
