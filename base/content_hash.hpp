// A short name for any content.
#pragma once

#include <string>
#include <string_view>

namespace ridge {

/// 128 bits of `bytes` as 32 hexadecimal digits (XXH3), the same on every machine. Different contents do not
/// meet by chance, but may be made to: who must be sure compares the contents as well.
std::string content_hash(std::string_view bytes);

}  // namespace ridge
