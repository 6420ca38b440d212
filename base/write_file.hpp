// Writing to the last byte. Failures are values (0, or an errno): callers know what to say about them.
#pragma once

#include <filesystem>
#include <string_view>

namespace ridge {

/// write(2) until all of `text` is out; 0, or the errno of the failure.
int write_all(int file_descriptor, std::string_view text);

/// Makes `text` the content of the file `path`, whole or not at all, and whoever else writes it meanwhile: it
/// goes into a new file beside it, which is brought to the disk and then takes the name. A run that is killed
/// on the way leaves the old file and "NAME.PID-N.tmp". Returns 0, or the errno of what failed; then nothing
/// is left behind.
int replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace ridge
