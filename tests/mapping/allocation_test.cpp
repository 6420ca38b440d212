// Checking a nest allocates nothing: counted by an operator new of our own.
#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "sim/mapping/legality.hpp"
#include "tests/mapping/examples.hpp"

namespace {
std::atomic<long> allocations{0};
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace ridge::test {
namespace {

TEST(Allocation, CheckingANestAllocatesNothing) {
  const Problem problem = layer("{type: transposed_conv2d, N: 1, K: 8, C: 8, P: 8, Q: 8, scale: 2}");
  const Machine on = array_machine();
  const Mapping legal = nest(
      "  - keep: {DRAM: [Weights, Inputs, Outputs]}\n"
      "  - for: {K: 8}\n"
      "  - for: {P: 2}\n"
      "  - spatial: {P: 4, over: PE.x}\n"
      "  - spatial: {C: 8, over: PE.y}\n"
      "  - keep: {RF: [Weights, Inputs, Outputs]}\n"
      "  - for: {Q: 8}\n"
      "  - for: {R: 2}\n"
      "  - for: {S: 2}\n",
      problem, on);
  Mapping broken = legal;
  broken.nest[3].bound = 1;
  LegalityChecker checker(problem, on);

  const long before = allocations;
  const bool legal_found = checker.check(legal).has_value() || find_violation(problem, on, legal).has_value();
  const bool broken_found =
      checker.check(broken).has_value() && find_violation(problem, on, broken).has_value();
  const long after = allocations;
  EXPECT_FALSE(legal_found);
  EXPECT_TRUE(broken_found);
  EXPECT_EQ(after, before);
}

TEST(Allocation, TheCounterCounts) {
  const long before = allocations;
  const std::string text(1000, 'x');
  EXPECT_EQ(text.size(), 1000U);
  EXPECT_GT(allocations, before);
}

}  // namespace
}  // namespace ridge::test
