#pragma once

#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// A set of elements of one feature map: boxes that are disjoint and not empty, in ascending order
/// of where their channels, rows and columns begin. What is sent, computed, owned or read is a
/// region; a halo is what is required minus what is held.
class Region {
 public:
  Region() = default;
  Region(const Box& box);  // NOLINT(google-explicit-constructor): a box is a region
  explicit Region(std::vector<Box> disjoint);

  const std::vector<Box>& boxes() const { return boxes_; }
  bool empty() const { return boxes_.empty(); }
  Index elements() const;
  /// The smallest box that holds all of it; empty for an empty region.
  Box hull() const;
  bool contains(const Region& other) const;
  /// Same elements, however they are cut into boxes.
  bool operator==(const Region& other) const;

  Region& operator|=(const Region& other);
  friend Region operator|(Region a, const Region& b) { return a |= b; }
  friend Region operator&(const Region& a, const Region& b);
  friend Region operator-(const Region& a, const Region& b);

 private:
  /// Puts the boxes in order; one box is enough where they fill their hull.
  void settle();

  std::vector<Box> boxes_;
};

/// The smallest box that holds both; an empty one does not count.
Box hull(const Box& a, const Box& b);

/// The neurons `members` (ascending) of a vector.
Region neurons(const std::vector<Index>& members);
/// The neurons of one range.
Region neurons(const Range& range);
/// The runs of neurons that a region of a vector consists of, in ascending order.
std::vector<Range> neuron_ranges(const Region& region);
/// The channels that a region has elements of, as neurons.
Region channels_of(const Region& region);

}  // namespace modnn
