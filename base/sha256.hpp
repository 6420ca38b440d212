// SHA-256 (FIPS 180-4): tells whether two texts are the same without showing either.
#pragma once

#include <string>
#include <string_view>

namespace ridge {

/// The digest of `text` as 64 lower-case hexadecimal digits: what `sha256sum` prints.
std::string sha256(std::string_view text);

}  // namespace ridge
