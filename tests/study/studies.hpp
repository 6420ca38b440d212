// Small studies made in the tests.
#pragma once

#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "explore/study/study.hpp"

namespace ridge::study::test {

inline Study study_of(const std::string& text) {
  return read_study(yaml::parse(
      std::make_shared<const SourceText>(SourceText{"s.yaml", "ridge: study/1\n" + text, false})));
}

/// A folder that is gone afterwards.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("ridge-study-{}-{}", ::getpid(), ++count())) {
    std::filesystem::remove_all(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  static int& count() {
    static int made = 0;
    return made;
  }
  std::filesystem::path path_;
};

}  // namespace ridge::study::test
