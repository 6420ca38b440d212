// Bounds on the rhythm of exchanges, worked by hand.
#include "mapper/exact/exchanges.hpp"

#include <array>

#include <gtest/gtest.h>

namespace ridge::mapper {
namespace {

constexpr std::size_t two_ports = 2;
constexpr std::array<double, two_ports> no_operands{};

Exchange even_exchange(std::size_t tensor, double times, std::size_t port, double each_cycles) {
  Exchange exchange;
  exchange.tensor = tensor;
  exchange.times = times;
  exchange.window_times = times;
  exchange.is_even = true;
  exchange.each_cycles[port] = each_cycles;
  exchange.cycles[port] = each_cycles * times;
  return exchange;
}

Exchange waited_exchange(std::size_t tensor, double times, std::size_t port, double each_cycles) {
  Exchange exchange = even_exchange(tensor, times, port, each_cycles);
  exchange.waited_for = true;
  return exchange;
}

/// The outer tile comes in 14 cycles while the lanes work for 10 on one of two inner ones. Ticks 80, seven
/// exchanges of 3 cycles, three times late by 4.
TEST(Exchanges, ATileIsLateBehindThatOfTheNextNode) {
  Exchanges exchanges(two_ports);
  Exchange outer = even_exchange(0, 4, 0, 14);
  outer.child_waits = true;
  exchanges.add(outer);
  EXPECT_DOUBLE_EQ(exchanges.cycles(80, no_operands, 0), 80);  // in a window of 20
  exchanges.add(waited_exchange(0, 8, 1, 3));
  EXPECT_DOUBLE_EQ(exchanges.cycles(80, no_operands, 0), 80 + 7 * 3 + 3 * 4);
  EXPECT_DOUBLE_EQ(exchanges.cycles(80, no_operands, 5), 80 + 7 * 3 + 3 * 4 + 5);
}

/// Inner results leave three times, once together with the outer ones and before them; another tensor's
/// exchange takes less and hides behind that.
TEST(Exchanges, ResultsLeaveNodeAfterNodeAndOthersBesideThem) {
  Exchanges exchanges(two_ports);
  exchanges.add(waited_exchange(0, 2, 0, 6));
  exchanges.add(waited_exchange(0, 4, 1, 2));
  EXPECT_DOUBLE_EQ(exchanges.cycles(40, no_operands, 0), 40 + 2 * 2 + (6 + 2));
  exchanges.add(waited_exchange(1, 2, 1, 5));
  EXPECT_DOUBLE_EQ(exchanges.cycles(40, no_operands, 0), 40 + 2 * 2 + (6 + 2));
  exchanges.add(waited_exchange(1, 4, 1, 1));  // port 1 passes 3 at every moment, and 8 at that one
  EXPECT_DOUBLE_EQ(exchanges.cycles(40, no_operands, 0), 40 + 2 * 3 + (6 + 2));
}

/// Four tiles of 10 cycles, one behind the other, each in the 5 ticks that the one before is in use.
TEST(Exchanges, ATileOfTwoPlacesIsLateBeyondATrip) {
  Exchanges exchanges(two_ports);
  Exchange tile = even_exchange(0, 4, 0, 10);
  tile.has_window = true;
  exchanges.add(tile);
  EXPECT_DOUBLE_EQ(exchanges.cycles(20, no_operands, 0), 20 + 3 * 5);
  EXPECT_DOUBLE_EQ(exchanges.cycles(20, std::array<double, two_ports>{8, 0}, 0), 20 + 3 * (5 + 2));
}

/// Of 36 cycles in four times, 10 at most at once: the three after the first have 26. Where another node
/// changes twice as seldom, its moments have half of all at least, where the first trips are the full ones;
/// else what the others leave.
TEST(Exchanges, WithShortTripsNoMoreThanAllLanesTakeComesAtOnce) {
  Exchange exchange;
  exchange.times = 4;
  exchange.split_cycles[0] = 36;
  EXPECT_DOUBLE_EQ(exchange.at_least(0, 1, 4), 0);  // all may come at first
  exchange.most_part = 10.0 / 36;
  EXPECT_DOUBLE_EQ(exchange.at_least(0, 1, 4), 26.0 / 3);
  EXPECT_DOUBLE_EQ(exchange.at_least(0, 2, 4), 16.0 / 2);
  EXPECT_NEAR(exchange.at_least(0, 1, 2), 36 - 2 * 10 - 10, 1e-12);
  exchange.shrinks = true;
  EXPECT_NEAR(exchange.at_least(0, 1, 2), 18 - 10, 1e-12);
  EXPECT_DOUBLE_EQ(exchange.at_least(0, 1, 4), 26.0 / 3);
}

}  // namespace
}  // namespace ridge::mapper
