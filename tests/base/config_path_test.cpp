#include "base/config_path.hpp"

#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

/// Sets RIDGE_CONFIG_DIR for one test.
class ConfigFolder {
 public:
  explicit ConfigFolder(const std::filesystem::path& path) { ::setenv("RIDGE_CONFIG_DIR", path.c_str(), 1); }
  ~ConfigFolder() { ::unsetenv("RIDGE_CONFIG_DIR"); }
  ConfigFolder(const ConfigFolder&) = delete;
  ConfigFolder& operator=(const ConfigFolder&) = delete;
};

TEST(ShippedConfigs, AreSearchedFirstInTheFolderThatTheUserNames) {
  const test::Folder folder;
  std::filesystem::create_directories(folder.path() / "arch");
  const auto mine = folder.write("arch/mine_of_this_test.yaml", "");
  const ConfigFolder chosen(folder.path());
  EXPECT_EQ(config_roots().front(), folder.path());
  EXPECT_EQ(shipped_config("arch", "mine_of_this_test"), mine);
}

TEST(ShippedConfigs, AreFoundByBareNamesOfYamlFilesOnly) {
  const test::Folder folder;
  std::filesystem::create_directories(folder.path() / "arch");
  folder.write("arch/a_test.yaml", "");
  folder.write("arch/b_test.txt", "");
  const ConfigFolder chosen(folder.path());
  EXPECT_EQ(shipped_config("arch", "not_there"), "");
  EXPECT_EQ(shipped_config("arch", ""), "");
  EXPECT_EQ(shipped_config("arch", "b_test"), "");
  EXPECT_EQ(shipped_config("arch", "../arch/a_test"), "");
}

TEST(ShippedConfigs, OfTheSourceTreeAreFoundWhateverTheUserNames) {
  const ConfigFolder chosen("/nowhere/at/all");
  const auto roots = config_roots();
  EXPECT_EQ(std::count(roots.begin(), roots.end(), "/nowhere/at/all"), 0);
  EXPECT_EQ(std::count(roots.begin(), roots.end(), std::filesystem::path(RIDGE_SOURCE_DIR) / "configs"), 1);
}

TEST(ShippedConfigs, AreListedOnceSortedAndWithoutExtension) {
  const test::Folder folder;
  std::filesystem::create_directories(folder.path() / "arch");
  for (const char* name : {"z_test", "eyeriss_v1", "a_test"}) {
    folder.write("arch/" + std::string(name) + ".yaml", "");
  }
  const ConfigFolder chosen(folder.path());
  const auto names = shipped_names("arch");
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  for (const char* name : {"z_test", "eyeriss_v1", "a_test"}) {
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
  }
}

}  // namespace

}  // namespace ridge
