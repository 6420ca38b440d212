// Where the results of studies are kept: SQLite files in one folder.
//
//   study.sqlite             what one run after another, or several at once, have found
//   shard-2-of-7.sqlite      what the run of one shard has; `merge` takes it into study.sqlite
//   answers/                 searches of single layers, for all of them (mapper/cache)
//
// A record is written whole or not at all, and never changed. So a run that is killed loses at most what it
// had not written yet, and runs side by side may find the same: the first one to write it has.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "explore/study/record.hpp"

struct sqlite3;

namespace ridge::study {

/// A record as it is read.
struct KeptRecord {
  std::string status;
  std::string body;
};

/// What only a look at the store tells; exports leave it out.
struct StoreFacts {
  std::int64_t records = 0;
  std::int64_t damaged = 0;  // whose content is not what was written
  double wall_seconds = 0;   // of all records together
};

/// One SQLite file. Not for several threads at once.
class StoreFile {
 public:
  /// Opens or makes a file (`write`), or opens one that is there. Throws InputError at `place`: no such
  /// folder, no right to read or write, not a store of ours, damaged, written by a newer program.
  StoreFile(const std::filesystem::path& file, bool write, const Place& place);
  ~StoreFile();
  StoreFile(StoreFile&&) noexcept;
  StoreFile& operator=(StoreFile&&) noexcept;

  bool has(const std::string& key);
  /// Records, good or not.
  std::int64_t count();
  /// Nothing when there is none, or when it is damaged.
  std::optional<KeptRecord> find(const std::string& key);
  /// The body of a layer; nothing when there is none, or when it is damaged.
  std::optional<std::string> layer(const std::string& hash);
  /// Writes all of them or, when that fails, none: throws InputError (a full disk, a damaged file). Of
  /// records with a key that is there already nothing is written.
  void keep(std::span<const Record> records, std::uint64_t seed);
  /// Copies all good records of another file.
  void take(StoreFile& other);
  StoreFacts facts();

 private:
  class Statement;
  void run(const char* sql);
  void prepare_tables();
  [[noreturn]] void fail(const std::string& doing) const;

  std::filesystem::path file_;
  Place place_;
  sqlite3* database_ = nullptr;
};

/// All files of a folder, to be read as one.
class StoreReader {
 public:
  /// Throws InputError as StoreFile does; a folder that is not there has no records.
  StoreReader(const std::filesystem::path& folder, const Place& place);

  std::optional<KeptRecord> find(const std::string& key);
  std::optional<std::string> layer(const std::string& hash);
  StoreFacts facts();
  /// The names of the files, study.sqlite first.
  std::vector<std::string> files() const;

 private:
  std::vector<std::string> names_;
  std::vector<StoreFile> files_;
};

/// "study.sqlite", or "shard-2-of-7.sqlite".
std::string store_file_name(std::optional<std::pair<std::size_t, std::size_t>> shard);

/// Takes all shards of a folder into study.sqlite, and then removes them. Returns how many there were.
std::size_t merge_shards(const std::filesystem::path& folder, const Place& place);

}  // namespace ridge::study
