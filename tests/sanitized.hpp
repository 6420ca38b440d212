// Under a sanitizer a test takes ten to twenty times as long. What is compared in full without one is
// compared on a part of its random cases there: the sanitizer looks at how the code runs, not at what it
// answers.
#pragma once

#include <cstdint>

namespace ridge::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

/// `count` random cases, a tenth of them under a sanitizer.
constexpr std::uint64_t random_cases(std::uint64_t count) {
  return sanitized ? (count + 9) / 10 : count;
}

}  // namespace ridge::test
