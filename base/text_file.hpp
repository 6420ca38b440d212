// Text files on disk: opened without hanging on what is no file, refused by size before they are read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "base/diagnostics.hpp"

namespace ridge {

/// What a text file may have at most when its reader sets no other limit.
inline constexpr std::size_t most_text_bytes = 16U << 20U;

/// Reads a file whole; its path becomes the name in places. Throws InputError when it does not exist (naming
/// the nearest existing file name), is a folder, cannot be read, or has more than `most_bytes`. What is no
/// regular file is refused unread, except /dev/stdin and the pipes of a shell's process substitution
/// (/dev/fd/N). What its bytes have to be is `check_text`'s business (base/text.hpp).
std::shared_ptr<const SourceText> read_text_file(const std::filesystem::path& path,
                                                 std::size_t most_bytes = most_text_bytes);

}  // namespace ridge
