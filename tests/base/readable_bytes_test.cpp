// Sizes in sentences and drawings.
#include "base/readable_bytes.hpp"

#include <gtest/gtest.h>

namespace ridge {
namespace {

TEST(ReadableBytes, ShortExactSizesStayAsTheyAre) {
  EXPECT_EQ(readable_bytes(12800), "12800 B");
  EXPECT_EQ(readable_bytes(36 << 10), "36 KiB");
  EXPECT_EQ(readable_bytes(1296 << 10), "1296 KiB");
  EXPECT_EQ(readable_bytes(141'000'000'000), "141 GB");
}

TEST(ReadableBytes, LongOnesHaveFourDigitsAndTheLargestUnit) {
  EXPECT_EQ(readable_bytes(std::int64_t{1206168} << 10), "1.15 GiB");
  EXPECT_EQ(readable_bytes(123'456'789), "117.7 MiB");
  EXPECT_EQ(readable_bytes(137'648), "134.4 KiB") << "to be held beside a size in KiB";
}

TEST(ReadableBytes, OneByteMoreThanAWholeNumberIsNotThatNumber) {
  EXPECT_EQ(readable_bytes((std::int64_t{8} << 30) + 1), "8589934593 B");
}

}  // namespace
}  // namespace ridge
