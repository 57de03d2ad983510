#include "models/maps/image_folder.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "config/error.h"
#include "config/file_hash.h"
#include "config/input_file.h"
#include "models/maps/input.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t longest_list = 10'000'000;
constexpr std::size_t most_images = 100'000, most_problems = 100;

std::string read_list(const fs::path& path) {
  const InputFile file(path);
  if (file.size() > longest_list)
    throw InputError(path.string() + ": has " + std::to_string(file.size()) +
                     " bytes, expected a list of at most " + std::to_string(longest_list));
  return file.beginning(file.size());
}

/// The next line of `rest`, without its end.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Whether a name stays within the folder that it is relative to.
bool stays_inside(const fs::path& name) {
  return !name.empty() && name.is_relative() &&
         std::find(name.begin(), name.end(), "..") == name.end();
}

/// "003.png,7"; a sentence where the line is another.
std::string read_line(std::string_view line, Index classes, LabelledImage& image) {
  const std::size_t comma = line.rfind(',');
  if (comma == line.npos || comma > 255) return "expected a file and a label with a comma between";
  image.file = line.substr(0, comma);
  if (!stays_inside(image.file)) return "expected the name of a file in this folder";
  const std::string_view label = line.substr(comma + 1);
  const char* const end = label.data() + label.size();
  const auto [rest, error] = std::from_chars(label.data(), end, image.label);
  if (error != std::errc() || rest != end || image.label < 0 || image.label >= classes)
    return "expected a label from 0 to " + std::to_string(classes - 1) + ", got " +
           std::string(label.substr(0, 40));
  return "";
}

}  // namespace

std::vector<LabelledImage> read_image_folder(const fs::path& folder, Index classes,
                                             const Shape& shape) {
  const fs::path path = folder / "labels.csv";
  const std::string text = read_list(path);
  std::string_view rest = text;
  if (take_line(rest) != "file,label")
    throw InputError(path.string() + ":1: expected the line \"file,label\"");
  std::vector<LabelledImage> images;
  std::vector<std::string> problems;
  for (int number = 2; !rest.empty() && problems.size() < most_problems; ++number) {
    LabelledImage image;
    std::string problem = read_line(take_line(rest), classes, image);
    if (problem.empty() && images.size() == most_images)
      throw InputError(path.string() + ": lists more than " + std::to_string(most_images) +
                       " images");
    try {
      image.file = folder / image.file;
      if (problem.empty()) check_image(image.file, shape);
    } catch (const InputError& error) {
      problem = error.what();
    }
    if (!problem.empty())
      problems.push_back(path.string() + ":" + std::to_string(number) + ": " + problem);
    images.push_back(std::move(image));
  }
  if (problems.empty() && images.empty()) problems.push_back(path.string() + ": lists no image");
  if (!problems.empty()) throw InputError(problems);
  return images;
}

std::string contents_of_images(const fs::path& folder) {
  const fs::path path = folder / "labels.csv";
  const std::string text = read_list(path);
  std::string contents = text;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const fs::path name(line.substr(0, line.rfind(',')));
    std::error_code none;
    if (stays_inside(name) && fs::is_regular_file(folder / name, none))
      contents += hash_of_files(folder / name, {});
  }
  return contents;
}

}  // namespace modnn
