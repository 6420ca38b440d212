// Strong ids: an index into one kind of table that cannot be mixed up with an index into another.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <utility>
#include <vector>

namespace ridge {

/// An index into the table of things named by `Tag`. Two ids with different tags do not compare or convert.
template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : index_(static_cast<std::uint16_t>(index)) {}
  constexpr std::size_t index() const { return index_; }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  std::uint16_t index_ = 0;
};

/// A vector whose index is an `Id`.
template <class IdType, class T>
class IdVector {
 public:
  IdVector() = default;
  explicit IdVector(std::size_t count, T value = T()) : items_(count, std::move(value)) {}
  IdVector(std::initializer_list<T> items) : items_(items) {}

  T& operator[](IdType id) { return items_[id.index()]; }
  const T& operator[](IdType id) const { return items_[id.index()]; }

  /// Appends `item` and returns its id.
  IdType push_back(T item) {
    items_.push_back(std::move(item));
    return IdType(items_.size() - 1);
  }

  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  void assign(std::size_t count, const T& value) { items_.assign(count, value); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  const std::vector<T>& items() const { return items_; }
  bool operator==(const IdVector&) const = default;

  /// All ids of this table, in order: `for (auto id : table.ids())`.
  class Ids {
   public:
    class Iterator {
     public:
      explicit Iterator(std::size_t index) : index_(index) {}
      IdType operator*() const { return IdType(index_); }
      Iterator& operator++() {
        ++index_;
        return *this;
      }
      bool operator==(const Iterator&) const = default;

     private:
      std::size_t index_;
    };
    explicit Ids(std::size_t count) : count_(count) {}
    Iterator begin() const { return Iterator(0); }
    Iterator end() const { return Iterator(count_); }

   private:
    std::size_t count_;
  };
  Ids ids() const { return Ids(items_.size()); }

 private:
  std::vector<T> items_;
};

}  // namespace ridge

template <class Tag>
struct std::hash<ridge::Id<Tag>> {
  std::size_t operator()(ridge::Id<Tag> id) const noexcept { return id.index(); }
};
