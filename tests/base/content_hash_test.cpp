#include "base/content_hash.hpp"

#include <set>

#include <gtest/gtest.h>

namespace ridge {
namespace {

TEST(ContentHash, IsThatOfTheStandard) {  // xxHash 0.8: XXH3_128bits with seed 0
  EXPECT_EQ(content_hash(""), "99aa06d3014798d86001c324468d497f");
}

TEST(ContentHash, ChangesWithEveryBitAndWithTheLength) {
  const std::string text(300, 'a');
  std::set<std::string> seen{content_hash(text)};
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const int bit : {1, 128}) {
      std::string other = text;
      other[at] = static_cast<char>(other[at] ^ bit);
      EXPECT_TRUE(seen.insert(content_hash(other)).second);
    }
    EXPECT_TRUE(seen.insert(content_hash(text.substr(0, at))).second);
  }
  EXPECT_EQ(seen.begin()->size(), 32U);
}

}  // namespace
}  // namespace ridge
