#include "models/weights/safetensors.h"

#include <gtest/gtest.h>

#include "files.h"

namespace modnn {
namespace {

using test::input_error;
using test::TemporaryPath;

/// A file with a header of the length that `length` claims.
std::string bytes(const std::string& header, const std::string& data, std::uint64_t length) {
  std::string start;
  for (int i = 0; i < 8; ++i) start += static_cast<char>(length >> (8 * i) & 0xff);
  return start + header + data;
}
std::string bytes(const std::string& header, const std::string& data) {
  return bytes(header, data, header.size());
}

const std::string one_and_two("\x00\x00\x80\x3f\x00\x00\x00\x40", 8);  // 1.0f, 2.0f

std::string problem_of_zeros(std::uintmax_t size) {
  const TemporaryPath file("zeros.safetensors");
  file.write("");
  std::filesystem::resize_file(file, size);
  return input_error([&] { open_safetensors(file); });
}

TEST(Safetensors, ReadsTensors) {
  const TemporaryPath file("a.safetensors");
  file.write(bytes(R"({"__metadata__": {"format": "pt"},
    "b": {"dtype": "F32", "shape": [1, 1], "data_offsets": [4, 8]},
    "a": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}})",
                   one_and_two));
  const SafetensorsFile index = open_safetensors(file);
  ASSERT_EQ(index.tensors.size(), 2u);
  EXPECT_EQ(read_tensor(index, "a").values, std::vector<float>{1});
  EXPECT_EQ(read_tensor(index, "b").values, std::vector<float>{2});
  EXPECT_EQ(read_tensor(index, "b").shape, (std::vector<Index>{1, 1}));
}

TEST(Safetensors, OtherTypesAreRefusedOnlyWhenRead) {
  const TemporaryPath file("a.safetensors");
  file.write(
      bytes(R"({"steps": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}})", one_and_two));
  const SafetensorsFile index = open_safetensors(file);
  EXPECT_EQ(
      input_error([&] { read_tensor(index, "steps"); }),
      "tensor \"steps\" holds I64 values, expected floating-point numbers of 16, 32 or 64 bits");
}

TEST(Safetensors, TypesThatNobodyAsksForMayBeUnknown) {
  for (const char* type : {"F8_E4M3", "F8_E5M2", "F4", "I8", "BOOL", "C64", "FROM_2030"}) {
    const TemporaryPath file("a.safetensors");
    file.write(bytes(R"({"mark": {"dtype": ")" + std::string(type) +
                         R"(", "shape": [1], "data_offsets": [0, 4]},
                        "empty": {"dtype": "F8_E4M3", "shape": [0], "data_offsets": [4, 4]},
                        "a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}})",
                     one_and_two));
    const SafetensorsFile index = open_safetensors(file);
    EXPECT_EQ(index.tensors.size(), 3u) << type;
    EXPECT_EQ(read_tensor(index, "a").values, std::vector<float>{2}) << type;
  }
}

TEST(Safetensors, ReadsHalvesBfloatsAndDoubles) {
  const TemporaryPath file("a.safetensors");
  file.write(bytes(R"({"f16": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]},
                       "bf16": {"dtype": "BF16", "shape": [1], "data_offsets": [2, 4]},
                       "f64": {"dtype": "F64", "shape": [1], "data_offsets": [4, 12]}})",
                   std::string("\x00\x35\x80\xbf\x00\x00\x00\x00\x00\x00\x08\x40", 12)));
  const SafetensorsFile index = open_safetensors(file);
  EXPECT_EQ(read_tensor(index, "f16").values, std::vector<float>{0.3125F});
  EXPECT_EQ(read_tensor(index, "bf16").values, std::vector<float>{-1});
  EXPECT_EQ(read_tensor(index, "f64").values, std::vector<float>{3});
}

TEST(Safetensors, AFileOfZerosIsNone) {
  EXPECT_EQ(problem_of_zeros(20'000'000),
            "not a safetensors file: its header does not start with '{'");
}

TEST(Safetensors, RoundTrips) {
  const TemporaryPath file("a.safetensors");
  const std::vector<float> a{1, 2, 3, 4, 5, 6}, b{-7};
  write_safetensors(file, {{"layer.weight", {2, 3}, a}, {"layer.bias", {1}, b}});
  const SafetensorsFile index = open_safetensors(file);
  EXPECT_EQ(index.data_start % 8, 0u);
  EXPECT_EQ(read_tensor(index, "layer.weight").values, a);
  EXPECT_EQ(read_tensor(index, "layer.weight").shape, (std::vector<Index>{2, 3}));
  EXPECT_EQ(read_tensor(index, "layer.bias").values, b);
}

std::string problem(const std::string& content) {
  const TemporaryPath file("a.safetensors");
  file.write(content);
  return input_error([&] { open_safetensors(file); });
}

/// The problem of one tensor with this shape and these offsets in 8 bytes of data.
std::string tensor_problem(const std::string& shape, const std::string& offsets) {
  return problem(bytes(
      R"({"a": {"dtype": "F32", "shape": )" + shape + R"(, "data_offsets": )" + offsets + "}}",
      one_and_two));
}

TEST(Safetensors, HeaderLengthLies) {
  EXPECT_EQ(problem("abc"), "not a safetensors file: shorter than 8 bytes");
  EXPECT_EQ(problem(bytes("{}", "", 3)), "the header is said to have 3 bytes, but 2 follow");
  EXPECT_EQ(problem(bytes("{}", "", ~std::uint64_t{0})),
            "the header is said to have 18446744073709551615 bytes, but 2 follow");
  EXPECT_NE(problem(bytes(R"({"a": 3})", "", 5)), "");
  EXPECT_NE(problem(bytes("[]", "")), "");
  EXPECT_NE(problem(bytes("", "")), "");
}

TEST(Safetensors, OffsetsThatDoNotFit) {
  EXPECT_EQ(tensor_problem("[2]", "[0, 8]"), "");
  EXPECT_NE(tensor_problem("[3]", "[0, 8]").find("does not hold the values of shape [3]"),
            std::string::npos);
  EXPECT_NE(tensor_problem("[3]", "[0, 12]").find("the file is truncated"), std::string::npos);
  EXPECT_NE(tensor_problem("[2]", "[8, 0]").find("does not hold"), std::string::npos);
  EXPECT_NE(tensor_problem("[2]", "[8]").find("expected [begin, end]"), std::string::npos);
  EXPECT_NE(tensor_problem("[-2]", "[0, 8]").find("/a/shape/0"), std::string::npos);
  EXPECT_NE(tensor_problem("[1000000, 1000000, 1000000, 1000000]", "[0, 8]").find("does not hold"),
            std::string::npos);
  EXPECT_EQ(tensor_problem("[1]", "[0, 4]"), "4 bytes follow the last tensor");
  EXPECT_EQ(tensor_problem("[1]", "[4, 8]"),
            "a tensor starts at byte 4 of the data, the one before ends at 0");
}

TEST(Safetensors, OverlappingTensors) {
  EXPECT_EQ(problem(bytes(R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
                             "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}})",
                          one_and_two)),
            "a tensor starts at byte 4 of the data, the one before ends at 8");
}

}  // namespace
}  // namespace modnn
