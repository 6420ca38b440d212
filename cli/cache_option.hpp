// --cache DIR: answers kept from run to run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "mapper/cache/answer_cache.hpp"

namespace CLI {
class App;
}

namespace ridge::cli {

/// Declares the option on a command.
void add_cache(CLI::App& app, std::string& folder);

/// Null when no folder is named. Throws InputError when it cannot be one.
std::unique_ptr<AnswerCache> open_cache(const std::string& folder);

/// Tells on stderr what went wrong with the folder, and how many of the searches it answered. `cache` may be
/// null.
void report_cache(AnswerCache* cache, const std::string& folder, std::int64_t answered, std::size_t searches);

}  // namespace ridge::cli
