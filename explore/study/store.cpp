#include "explore/study/store.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/content_hash.hpp"

namespace ridge::study {

namespace {

constexpr int store_version = 1;
constexpr int application_id = 0x52646765;  // "Rdge"
constexpr int most_wait_ms = 60'000;        // for another run that writes

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::int64_t seconds_since_1970() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

/// A prepared statement, with its values bound in order.
class StoreFile::Statement {
 public:
  Statement(StoreFile& store, const char* sql, const char* doing) : store_(store), doing_(doing) {
    if (sqlite3_prepare_v2(store.database_, sql, -1, &statement_, nullptr) != SQLITE_OK) store.fail(doing);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(const std::string& text) {
    sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind(double number) {
    sqlite3_bind_double(statement_, ++bound_, number);
    return *this;
  }
  Statement& bind(std::int64_t number) {
    sqlite3_bind_int64(statement_, ++bound_, number);
    return *this;
  }
  /// True when there is a row.
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) store_.fail(doing_);
    return code == SQLITE_ROW;
  }
  void again() {
    sqlite3_reset(statement_);
    bound_ = 0;
  }
  std::string text(int column) const {
    const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes == nullptr
               ? ""
               : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  double number(int column) const { return sqlite3_column_double(statement_, column); }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }

 private:
  StoreFile& store_;
  const char* doing_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

StoreFile::StoreFile(const std::filesystem::path& file, bool write, const Place& place)
    : file_(file), place_(place) {
  const int flags = write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
  int code = sqlite3_open_v2(file.c_str(), &database_, flags, nullptr);
  if (code != SQLITE_OK && !write) {  // reading needs no more than that
    sqlite3_close(database_);
    code = sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr);
  }
  if (code != SQLITE_OK) {
    const std::string why = sqlite3_errmsg(database_);
    sqlite3_close(database_);
    database_ = nullptr;
    throw InputError(place, fmt::format("'{}' cannot be opened: {}", file.string(), why),
                     "look at the rights of the folder, or name another one: --store FOLDER");
  }
  sqlite3_busy_timeout(database_, most_wait_ms);
  try {
    prepare_tables();
  } catch (...) {
    sqlite3_close(database_);
    database_ = nullptr;
    throw;
  }
}

StoreFile::~StoreFile() {
  sqlite3_close(database_);
}
StoreFile::StoreFile(StoreFile&& other) noexcept
    : file_(std::move(other.file_)),
      place_(std::move(other.place_)),
      database_(std::exchange(other.database_, nullptr)) {}
StoreFile& StoreFile::operator=(StoreFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(place_, other.place_);
  std::swap(database_, other.database_);
  return *this;
}

void StoreFile::fail(const std::string& doing) const {
  const int code = sqlite3_errcode(database_) & 0xff;
  const std::string file = file_.string();
  switch (code) {
    case SQLITE_FULL:
      throw InputError(place_, fmt::format("there is no room left for '{}'", file),
                       "make room and run again with --resume: what was written before is there");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw InputError(place_, fmt::format("'{}' is damaged, or no store of results", file),
                       "move it away: records that it had are computed again");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      throw InputError(place_, fmt::format("'{}' cannot be written", file),
                       "look at the rights of the file and its folder, or name another one: --store FOLDER");
    case SQLITE_BUSY:
      throw InputError(place_, fmt::format("'{}' is in use by another run for more than a minute", file),
                       "run again with --resume");
    default:
      throw InputError(place_, fmt::format("{} '{}': {}", doing, file, sqlite3_errmsg(database_)),
                       "run again with --resume: what was written before is there");
  }
}

void StoreFile::run(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("cannot write");
}

void StoreFile::prepare_tables() {
  {
    Statement version(*this, "PRAGMA user_version", "cannot read");
    version.step();
    Statement id(*this, "PRAGMA application_id", "cannot read");
    id.step();
    Statement tables(*this, "SELECT count(*) FROM sqlite_master", "cannot read");
    tables.step();
    const bool is_empty = tables.integer(0) == 0;
    if (!is_empty && id.integer(0) != application_id)
      throw InputError(place_, fmt::format("'{}' is a database, but no store of results", file_.string()),
                       "name another folder: --store FOLDER");
    if (version.integer(0) > store_version)
      throw InputError(place_, fmt::format("'{}' was written by a newer program", file_.string()),
                       "use that one, or name another folder: --store FOLDER");
    if (!is_empty) return;
  }
  run("PRAGMA journal_mode = WAL");
  run("BEGIN IMMEDIATE;"
      "CREATE TABLE IF NOT EXISTS records (key TEXT PRIMARY KEY, status TEXT, body TEXT, body_hash TEXT,"
      " machine_hash TEXT, workload_hash TEXT, program TEXT, seed INTEGER, host TEXT, wall_seconds REAL,"
      " written INTEGER) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS layers (hash TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;");
  run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT", application_id,
                  store_version)
          .c_str());
}

std::int64_t StoreFile::count() {
  Statement select(*this, "SELECT count(*) FROM records", "cannot read");
  select.step();
  return select.integer(0);
}

bool StoreFile::has(const std::string& key) {
  return find(key).has_value();
}

std::optional<KeptRecord> StoreFile::find(const std::string& key) {
  Statement select(*this, "SELECT status, body, body_hash FROM records WHERE key = ?", "cannot read");
  if (!select.bind(key).step()) return std::nullopt;
  KeptRecord record{select.text(0), select.text(1)};
  if (content_hash(record.status + record.body) != select.text(2)) return std::nullopt;
  return record;
}

std::optional<std::string> StoreFile::layer(const std::string& hash) {
  Statement select(*this, "SELECT body FROM layers WHERE hash = ?", "cannot read");
  if (!select.bind(hash).step()) return std::nullopt;
  std::string body = select.text(0);
  return content_hash(body) == hash ? std::optional(std::move(body)) : std::nullopt;
}

void StoreFile::keep(std::span<const Record> records, std::uint64_t seed) {
  if (records.empty()) return;
  run("BEGIN IMMEDIATE");
  try {
    // What is damaged is written anew.
    Statement layer(*this,
                    "INSERT INTO layers VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET body = excluded.body"
                    " WHERE body <> excluded.body",
                    "cannot write");
    Statement record(*this, "INSERT OR IGNORE INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "cannot write");
    Statement drop(*this, "DELETE FROM records WHERE key = ?", "cannot write");
    for (const Record& each : records) {
      for (const auto& [hash, body] : each.layers) {
        layer.again();
        layer.bind(hash).bind(body).step();
      }
      if (!find(each.inputs.key)) {
        drop.again();
        drop.bind(each.inputs.key).step();
      }
      record.again();
      record.bind(each.inputs.key)
          .bind(each.status)
          .bind(each.body)
          .bind(content_hash(each.status + each.body))
          .bind(each.inputs.machine_hash)
          .bind(each.inputs.workload_hash)
          .bind(std::string(RIDGE_VERSION))
          .bind(static_cast<std::int64_t>(seed))
          .bind(host_name())
          .bind(each.wall_seconds)
          .bind(seconds_since_1970())
          .step();
    }
    run("COMMIT");
  } catch (...) {
    sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

void StoreFile::take(StoreFile& other) {
  {
    Statement attach(*this, "ATTACH DATABASE ? AS other", "cannot read");
    attach.bind(other.file_.string()).step();
  }
  run("BEGIN IMMEDIATE; INSERT OR IGNORE INTO layers SELECT * FROM other.layers;"
      "INSERT OR IGNORE INTO records SELECT * FROM other.records; COMMIT; DETACH DATABASE other");
}

StoreFacts StoreFile::facts() {
  StoreFacts facts;
  Statement select(*this, "SELECT status, body, body_hash, wall_seconds FROM records", "cannot read");
  while (select.step()) {
    const bool good = content_hash(select.text(0) + select.text(1)) == select.text(2);
    (good ? facts.records : facts.damaged) += 1;
    facts.wall_seconds += select.number(3);
  }
  return facts;
}

StoreReader::StoreReader(const std::filesystem::path& folder, const Place& place) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == ".sqlite") names_.push_back(entry.path().filename().string());
  std::sort(names_.begin(), names_.end(), [](const std::string& a, const std::string& b) {
    const auto rank = [](const std::string& name) { return name == store_file_name({}) ? 0 : 1; };
    return std::pair(rank(a), a) < std::pair(rank(b), b);
  });
  for (const std::string& name : names_)
    files_.emplace_back(folder / name, false, place);
}

std::optional<KeptRecord> StoreReader::find(const std::string& key) {
  for (StoreFile& file : files_)
    if (auto found = file.find(key)) return found;
  return std::nullopt;
}

std::optional<std::string> StoreReader::layer(const std::string& hash) {
  for (StoreFile& file : files_)
    if (auto found = file.layer(hash)) return found;
  return std::nullopt;
}

StoreFacts StoreReader::facts() {
  StoreFacts sum;
  for (StoreFile& file : files_) {
    const StoreFacts one = file.facts();
    sum.records += one.records;
    sum.damaged += one.damaged;
    sum.wall_seconds += one.wall_seconds;
  }
  return sum;
}

std::vector<std::string> StoreReader::files() const {
  return names_;
}

std::string store_file_name(std::optional<std::pair<std::size_t, std::size_t>> shard) {
  return shard ? fmt::format("shard-{}-of-{}.sqlite", shard->first, shard->second) : "study.sqlite";
}

std::size_t merge_shards(const std::filesystem::path& folder, const Place& place) {
  std::vector<std::filesystem::path> shards;
  for (const std::string& name : StoreReader(folder, place).files())
    if (name != store_file_name({})) shards.push_back(folder / name);
  if (shards.empty()) return 0;
  StoreFile whole(folder / store_file_name({}), true, place);
  for (const std::filesystem::path& shard : shards) {
    StoreFile part(shard, false, place);
    whole.take(part);
  }
  for (const std::filesystem::path& shard : shards) {
    for (const char* beside : {"", "-wal", "-shm"}) {
      std::error_code error;
      std::filesystem::remove(shard.string() + beside, error);
    }
  }
  return shards.size();
}

}  // namespace ridge::study
