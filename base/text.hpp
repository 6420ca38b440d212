// What holds for every text a user gives, whatever is written in it.
#pragma once

#include <cstddef>
#include <memory>

#include "base/diagnostics.hpp"

namespace ridge {

/// The place of the byte at `offset` in a text.
Place place_at(const std::shared_ptr<const SourceText>& source, std::size_t offset);

/// Throws InputError at the first byte that a text may not hold: what is not UTF-8, zero bytes and control
/// characters, except tabs and line breaks ("\n" or "\r\n").
void check_text(const std::shared_ptr<const SourceText>& source);

}  // namespace ridge
