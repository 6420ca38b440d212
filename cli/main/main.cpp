#include "cli/app.hpp"

int main(int argc, char** argv) {
  return static_cast<int>(ridge::cli::run(argc, argv));
}
