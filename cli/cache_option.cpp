#include "cli/cache_option.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/messages.hpp"
#include "cli/option_values.hpp"
#include "cli/overrides.hpp"

namespace ridge::cli {

void add_cache(CLI::App& app, std::string& folder) {
  app.add_option("--cache", folder,
                 "Folder that keeps answers: the same search asked again, in any run, is answered at once")
      ->check(some_text());
}

std::unique_ptr<AnswerCache> open_cache(const std::string& folder) {
  if (folder.empty()) return nullptr;
  return std::make_unique<AnswerCache>(folder, option_place("--cache"));
}

void report_cache(AnswerCache* cache, const std::string& folder, std::int64_t answered,
                  std::size_t searches) {
  if (cache == nullptr) return;
  report(cache->take_warnings());
  if (answered == 0) return;
  notice(fmt::format("{} of {} {} from the cache {}", answered, searches,
                     searches == 1 ? "search was answered" : "searches were answered", in_quotes(folder)));
}

}  // namespace ridge::cli
