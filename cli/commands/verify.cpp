// ridge verify: whether what a certificate claims is so.
#include "sim/verify/verify.hpp"

#include <limits>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/messages.hpp"
#include "cli/option_values.hpp"
#include "cli/progress.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/verification.hpp"

namespace ridge::cli {

namespace {

struct VerifyOptions {
  std::string file;
  std::int64_t most_mappings = verify::Options{}.most_mappings;
  bool require_proof = false;
  bool json = false;
};

Verification verify_file(const VerifyOptions& options) {
  Verification result;
  result.file = options.file;
  result.certificate = verify::read_certificate(yaml::parse_file(options.file));
  ProgressLine line;
  verify::Options task;
  task.most_mappings = options.most_mappings;
  task.cancel = &interrupt_flag();
  task.progress = [&line](const verify::Claim& claim, std::int64_t tried, double nests) {
    line.show([&](std::chrono::seconds, std::size_t) {
      return fmt::format("{}: {} of {} mappings tried", claim.problem.name,
                         engineering(static_cast<double>(tried)), engineering(nests));
    });
  };
  result.findings = verify::verify(result.certificate, task);
  return result;
}

ExitCode exit_code_of(const Verification& verification, bool require_proof) {
  if (verification.count(verify::Verdict::wrong) > 0) return ExitCode::wrong_claim;
  if (interrupted()) return ExitCode::interrupted;
  const bool proven = verification.count(verify::Verdict::unproven) == 0;
  return proven || !require_proof ? ExitCode::done : ExitCode::nothing_found;
}

Answer run_verify(const VerifyOptions& options) {
  const Verification verification = verify_file(options);
  return {options.json ? json_text(verification_json(verification))
                       : verification_text(verification, stdout_style()),
          exit_code_of(verification, options.require_proof)};
}

}  // namespace

Command verify_command(CLI::App& root) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* app = root.add_subcommand("verify", "Whether what a certificate claims is so");
  app->add_option("FILE", options->file, "A certificate, as 'ridge map --certificate FILE' writes it")
      ->required()
      ->check(some_text());
  app->add_option("--most-mappings", options->most_mappings,
                  "Spaces of mappings up to this size are gone through, one by one, to prove the bound")
      ->check(whole_number(0, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  app->add_flag("--require-proof", options->require_proof,
                "A bound that could not be re-proven ends with exit code 5");
  app->add_flag("--json", options->json, "Write JSON instead of text");
  app->footer(
      "Example:\n  ridge map --arch tiny --workload gemm --certificate gemm.cert\n  ridge verify gemm.cert\n"
      "Exit code 0: nothing claimed is wrong; 6: something is; 5: with --require-proof, a bound is not\n"
      "re-proven. A file that is no certificate ends with 2.");
  return {app, [options] { return run_verify(*options); }};
}

}  // namespace ridge::cli
