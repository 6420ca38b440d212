// Under a sanitizer a test takes ten to twenty times as long. What is compared in full without one is
// compared on a part of its random cases there: the sanitizer looks at how the code runs, not at what it
// answers.
#pragma once

#include <cstdint>
#include <cstdlib>

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

/// The most nests of a case that are enumerated, a tenth of them under a sanitizer.
constexpr std::int64_t few_nests(std::int64_t count) {
  return sanitized ? count / 10 : count;
}

/// A number from the environment, so that a test of random cases can be asked for more, or other, ones.
inline std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace ridge::test
