#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/document.h"
#include "config/reader.h"

namespace modnn {

/// The shipped collections: `models/zoo`, `platforms`, `platforms/devices`, `platforms/media`,
/// `experiments`, `experiments/published`.
enum class Collection { models, platforms, devices, media, experiments, published };

/// The folder with the shipped data: `$MODNN_DATA`, else `../share/modnn` beside the binary's
/// folder, else the source tree that the binary was built from. Throws EnvironmentError when none
/// exists.
std::filesystem::path data_root();

/// How a message names a file: a shipped one by its path below the data folder, another as it was
/// given.
std::string display_name(const std::filesystem::path& path);

std::filesystem::path collection_folder(Collection collection);

/// Names of a collection's entries (file names without `.json`), sorted.
std::vector<std::string> catalog_names(Collection collection);

/// The folder that relative file names at `pointer` start from: the one of the file in which they
/// were written, or the working directory for a value of the command line.
std::filesystem::path folder_of_writer(const Document& document, const std::string& pointer);

/// Loads what `reference` names: a catalogue name, or (when it holds a `/` or ends in `.json`) a
/// path relative to the folder of the file in which the reference was written. `from` is the place
/// of the reference, for the error. On failure records a problem and returns false.
bool load_reference(Collection collection, const Value& reference, Document& loaded);

/// Inlines the reference at `pointer` when the value there is a string; leaves objects alone; does
/// nothing when the pointer does not exist. Records problems.
void inline_reference(Document& document, const std::string& pointer, Collection collection,
                      Problems& problems);

/// The same of a file that is no catalogue entry; `example` is what a name of one looks like.
void inline_file(Document& document, const std::string& pointer, const std::string& example,
                 Problems& problems);

}  // namespace modnn
