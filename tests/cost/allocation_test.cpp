// After the first call an evaluation allocates nothing.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "sim/cost/cost_model.hpp"
#include "sim/cost/evaluator.hpp"
#include "tests/cost/equipped_case.hpp"

namespace {

std::atomic<std::int64_t> allocations{0};

void* allocate(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

void* allocate(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto boundary = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(boundary, (size + boundary - 1) / boundary * boundary)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {  // std::stable_partition asks this way
  ++allocations;
  return std::malloc(size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, alignment);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

namespace ridge {
namespace {

TEST(Allocation, IsOverAfterTheFirstEvaluation) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Case made = random_equipped_case(seed);
    Evaluator evaluator(made.problem, made.machine);
    Evaluation result;
    const std::int64_t before = allocations;
    ASSERT_FALSE(evaluator.evaluate(made.mapping, result));
    ASSERT_GT(allocations, before) << "the count of allocations does not count";
    const std::int64_t after_first = allocations;
    for (int repeat = 0; repeat < 3; ++repeat)
      ASSERT_FALSE(evaluator.evaluate(made.mapping, result));
    ASSERT_EQ(allocations, after_first) << "seed " << seed;
  }
}

TEST(Allocation, IsNotNeededForOtherNestsWhateverTheirCounts) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Case made = random_equipped_case(seed);
    // The same loops all outside: other tiles, other streams, other causes.
    Mapping other = made.mapping;
    std::stable_partition(other.nest.begin(), other.nest.end(),
                          [](const NestEntry& entry) { return entry.kind == NestEntry::Kind::temporal; });
    Counter counter(made.problem, made.machine);
    Counts counts;
    Counts other_counts;
    counter.count(made.mapping, counts);
    counter.count(other, other_counts);
    StepCounter step_counter(made.problem, made.machine);
    Steps steps;
    Steps other_steps;
    step_counter.count(made.mapping, steps);
    step_counter.count(other, other_steps);
    cost::CostModel model(made.problem, made.machine);
    Evaluation result;
    ASSERT_FALSE(model.evaluate(made.mapping, counts, steps, result));
    const std::int64_t before = allocations;
    ASSERT_FALSE(model.evaluate(other, other_counts, other_steps, result));
    ASSERT_EQ(allocations, before) << "seed " << seed;
  }
}

TEST(Allocation, IsNotNeededToSayThatAMappingCannotRun) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Case made = random_equipped_case(seed);
    for (StorageLevel& level : made.machine.levels)
      level.size_bytes = 0;
    Evaluator evaluator(made.problem, made.machine);
    Evaluation result;
    ASSERT_TRUE(evaluator.evaluate(made.mapping, result));
    const std::int64_t before = allocations;
    const auto infeasible = evaluator.evaluate(made.mapping, result);
    ASSERT_EQ(allocations, before);
    ASSERT_EQ(infeasible->reason, Infeasible::Reason::capacity);
  }
}

}  // namespace
}  // namespace ridge
