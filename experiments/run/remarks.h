#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace modnn {

/// Sentences about points, each once with the number of points that it concerns.
class Remarks {
 public:
  /// `point` is the label of a point that the sentence concerns.
  void add(const std::string& sentence, const std::string& point);
  /// Lines such as "modnn: failed: <first point>: <sentence> (3 points)", the first ones only when
  /// there are many; "" without a remark.
  std::string text(const std::string& kind) const;

 private:
  struct Remark {
    std::string sentence;
    std::string first;  ///< the first point it was added for
    std::size_t points = 0;
  };
  std::vector<Remark> remarks_;
  std::size_t others_ = 0;  ///< points with sentences beyond the most that are kept
};

}  // namespace modnn
