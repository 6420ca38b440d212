// What the tests of base/ share.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/yaml.hpp"

namespace ridge::test {

/// A text as a file named "test.yaml".
inline std::shared_ptr<const SourceText> source(std::string_view text) {
  return std::make_shared<const SourceText>(SourceText{"test.yaml", std::string(text)});
}

inline yaml::Node parse(std::string_view text, const yaml::Limits& limits = {}) {
  return yaml::parse(source(text), limits);
}

/// What the InputError thrown by `call` shows; "no error" when it throws none.
template <class Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

inline std::string parse_error(std::string_view text, const yaml::Limits& limits = {}) {
  return error_of([&] { parse(text, limits); });
}

/// What `read(reader)` finds wrong in the map `text`, called "a level".
template <class Read>
std::string read_errors(std::string_view text, Read read) {
  Diagnostics diagnostics;
  yaml::MapReader reader(parse(text), diagnostics, "a level");
  read(reader);
  return render(diagnostics.all());
}

/// A folder of its own for each test, removed at the end.
class Folder {
 public:
  Folder() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            (std::string("ridge_") + info->name() + "_" + std::to_string(::getpid()));
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace ridge::test
