#include "explore/study/run.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <unordered_set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/content_hash.hpp"
#include "base/parallel.hpp"
#include "mapper/cache/answer_cache.hpp"
#include "mapper/cache/question.hpp"

namespace ridge::study {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_at_once = 64;  // points that are looked at together

/// A point that is to be computed.
struct Task {
  Point point;
  const Variant* variant = nullptr;
  RecordInputs inputs;
  double search_seconds = 0;  // of layers that nobody had asked about before
};

class Runner {
 public:
  Runner(const Plan& plan, const RunOptions& options)
      : plan_(plan),
        options_(options),
        cache_((make_folder(), options.folder / "answers"), options.place),
        own_(options.folder / store_file_name(options.shard), true, options.place),
        all_(options.folder, options.place) {}

  RunResult run() {
    const std::size_t all = count_points();
    result_.end.all = all;
    check_fresh();
    for (std::size_t begin = 0; begin < plan_.size() && !cancelled();) {
      std::vector<Point> points;
      for (; begin < plan_.size() && points.size() < most_at_once; ++begin)
        if (is_mine(begin)) points.push_back(plan_.point(begin));
      run_some(points);
    }
    result_.interrupted = cancelled();
    result_.warnings = cache_.take_warnings();
    return std::move(result_);
  }

 private:
  void make_folder() {
    std::error_code error;
    std::filesystem::create_directories(options_.folder, error);
    if (error)
      throw InputError(
          options_.place,
          fmt::format("the folder '{}' cannot be made: {}", options_.folder.string(), error.message()),
          "name another one: --store FOLDER");
  }

  bool cancelled() const { return options_.cancel != nullptr && options_.cancel->load(); }
  bool is_mine(std::size_t index) const {
    return !options_.shard || index % options_.shard->second == options_.shard->first - 1;
  }
  std::size_t count_points() const {
    if (!options_.shard) return plan_.size();
    const auto [i, n] = *options_.shard;
    return plan_.size() / n + (plan_.size() % n >= i ? 1 : 0);
  }

  /// A store with results is gone on with only when that is asked for.
  void check_fresh() {
    if (options_.resume || own_.count() == 0) return;
    throw InputError(options_.place, fmt::format("'{}' has results already", options_.folder.string()),
                     "go on with --resume, or name another folder: --store FOLDER");
  }

  void run_some(const std::vector<Point>& points) {
    std::vector<Variant> variants;
    std::vector<std::size_t> variant_of;
    for (const Point& point : points) {
      if (variant_of.empty() || points[variant_of.size() - 1].variant != point.variant)
        variants.emplace_back();
      variant_of.push_back(variants.size() - 1);
    }
    parallel_for(variants.size(), [&](std::size_t v) {
      const auto at = std::find(variant_of.begin(), variant_of.end(), v) - variant_of.begin();
      variants[v] = plan_.variants().make(points[static_cast<std::size_t>(at)].variant);
    });
    std::vector<Task> tasks;
    for (std::size_t p = 0; p < points.size(); ++p)
      add_task(points[p], variants[variant_of[p]], tasks);
    search_layers_of(tasks);
    finish(tasks);
  }

  void add_task(const Point& point, const Variant& variant, std::vector<Task>& tasks) {
    if (variant.left_out) {
      ++result_.left_out;
      ++result_.end.done;
      return;
    }
    if (!variant.machine) {
      result_.failures.push_back({point.index, variant.failure});
      ++result_.end.done;
      return;
    }
    Task task{point, &variant, plan_.inputs(point, variant)};
    if (const auto kept = all_.find(task.inputs.key); kept && is_whole(*kept)) {
      if (kept->status == "infeasible") result_.failures.push_back({point.index, "a layer has no mapping"});
      ++result_.end.found;
      ++result_.end.done;
      return;
    }
    tasks.push_back(std::move(task));
  }

  /// All layers of a record are there.
  bool is_whole(const KeptRecord& record) {
    const auto body = nlohmann::json::parse(record.body, nullptr, false);
    if (body.is_discarded()) return false;
    return std::all_of(body["layers"].begin(), body["layers"].end(), [this](const nlohmann::json& layer) {
      const auto hash = layer["layer"].get<std::string>();
      if (whole_layers_.contains(hash)) return true;
      if (!all_.layer(hash)) return false;
      whole_layers_.insert(hash);
      return true;
    });
  }

  SearchOptions search_options(const Task& task) {
    SearchOptions options;
    options.objective = plan_.study().objectives[task.point.objective];
    options.effort = plan_.study().effort;
    options.seed = plan_.study().seed;
    options.cancel = options_.cancel;
    options.cache = &cache_;
    return options;
  }

  /// Equal questions of several points are asked once.
  void search_layers_of(std::vector<Task>& tasks) {
    if (!plan_.study().residency.empty()) return;  // what is asked depends on answers
    struct Question {
      Task* task;
      const Problem* problem;
    };
    std::vector<std::vector<std::pair<std::string, Question>>> asked(tasks.size());
    parallel_for(tasks.size(), [&](std::size_t t) {
      Task& task = tasks[t];
      const Workload& workload = plan_.workloads()[task.point.workload];
      for (const std::size_t first : workload.firsts) {
        const Problem& problem = workload.network.layers[first].problem;
        if (!has_unit_for(problem, *task.variant->machine)) continue;
        const Constraints constraints = plan_.constraints(*task.variant, problem, *task.variant->machine);
        asked[t].emplace_back(content_hash(mapper::question_text(problem, *task.variant->machine, constraints,
                                                                 search_options(task))),
                              Question{&task, &problem});
      }
    });
    std::vector<Question> questions;
    for (const auto& of_task : asked)
      for (const auto& [hash, question] : of_task)
        if (asked_.insert(hash).second) questions.push_back(question);
    std::vector<double> seconds(questions.size());
    parallel_for(questions.size(), [&](std::size_t q) {
      if (cancelled()) return;
      const auto begun = Clock::now();
      const Task& task = *questions[q].task;
      const Machine& machine = *task.variant->machine;
      search(*questions[q].problem, machine, plan_.constraints(*task.variant, *questions[q].problem, machine),
             search_options(task));
      seconds[q] = std::chrono::duration<double>(Clock::now() - begun).count();
    });
    for (std::size_t q = 0; q < questions.size(); ++q)
      questions[q].task->search_seconds += seconds[q];
    result_.end.searches += questions.size();
  }

  /// Points are computed side by side, and written in their order.
  void finish(const std::vector<Task>& tasks) {
    std::vector<std::optional<Record>> records(tasks.size());
    parallel_for(tasks.size(), [&](std::size_t t) {
      if (!cancelled()) records[t] = record_of(tasks[t]);
    });
    std::vector<Record> whole;
    for (std::size_t t = 0; t < tasks.size(); ++t) {
      if (!records[t]) continue;
      if (records[t]->status == "infeasible")
        result_.failures.push_back({tasks[t].point.index, "a layer has no mapping"});
      whole.push_back(std::move(*records[t]));
    }
    own_.keep(whole, plan_.study().seed);
    result_.end.done += whole.size();
    if (options_.progress) options_.progress(result_.end);
  }

  /// Nothing when it was cut short.
  std::optional<Record> record_of(const Task& task) {
    const auto begun = Clock::now();
    const Machine& machine = *task.variant->machine;
    const Network& network = plan_.workloads()[task.point.workload].network;
    NetworkMapOptions options;
    options.search = search_options(task);
    options.resident_level = plan_.resident_level_of(machine);
    options.constraints = [&](const Problem& problem, const Machine& seen) {
      return plan_.constraints(*task.variant, problem, seen);
    };
    const NetworkMap map = map_network(network, machine, options);
    if (map.totals.cut_short || cancelled()) return std::nullopt;
    Record record = make_record(task.inputs, network, machine, map);
    record.wall_seconds = task.search_seconds + std::chrono::duration<double>(Clock::now() - begun).count();
    return record;
  }

  const Plan& plan_;
  const RunOptions& options_;
  AnswerCache cache_;
  StoreFile own_;
  StoreReader all_;
  std::unordered_set<std::string> asked_;         // questions that were asked in this run
  std::unordered_set<std::string> whole_layers_;  // that are known to be good
  RunResult result_;
};

}  // namespace

RunResult run_study(const Plan& plan, const RunOptions& options) {
  return Runner(plan, options).run();
}

}  // namespace ridge::study
