#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// An image and the class that it shows, from 0.
struct LabelledImage {
  std::filesystem::path file;
  int label = 0;
};

/// The images of a folder, in the order of its labels.csv: a line "file,label", and one like
/// "003.png,7" for each. Throws InputError ("digits/labels.csv:3: ..."), with everything that is
/// wrong: lines of other kinds, labels beyond `classes`, files outside the folder, and images that
/// cannot be decoded for a network that takes `shape`.
std::vector<LabelledImage> read_image_folder(const std::filesystem::path& folder, Index classes,
                                             const Shape& shape);

/// A text that differs when labels.csv or any of its images does. Throws InputError.
std::string contents_of_images(const std::filesystem::path& folder);

}  // namespace modnn
