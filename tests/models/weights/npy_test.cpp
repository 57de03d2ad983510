#include "models/weights/npy.h"

#include <gtest/gtest.h>

#include "files.h"

namespace modnn {
namespace {

using test::input_error;
using test::TemporaryPath;

/// A version 1 file as the format's documentation describes it.
std::string npy(const std::string& header, const std::string& data) {
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header +
         data;
}

const std::string one_and_two("\x00\x00\x80\x3f\x00\x00\x00\x40", 8);  // 1.0f, 2.0f

TEST(Npy, ReadsFloat32) {
  const TemporaryPath file("a.npy");
  file.write(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n", one_and_two));
  const Array array = read_npy(file);
  EXPECT_EQ(array.shape, (std::vector<Index>{2, 1}));
  EXPECT_EQ(array.values, (std::vector<float>{1, 2}));
}

TEST(Npy, ReadsVersion2) {
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
  const TemporaryPath file("a.npy");
  file.write(std::string("\x93NUMPY\x02\x00", 8) + static_cast<char>(header.size()) +
             std::string(3, '\0') + header + one_and_two);
  EXPECT_EQ(read_npy(file).values, (std::vector<float>{1, 2}));
}

TEST(Npy, AHeaderIsAnyDictionaryLiteral) {
  for (const char* header :
       {"{'descr':'<f4','fortran_order':False,'shape':(2,1)}",
        "{'shape': (2, 1), 'fortran_order': False, 'descr': '<f4'}",
        "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2,1,)}\n",
        "  { 'descr' : '<f4' ,\n'fortran_order':\tFalse , 'shape' : ( 2 , 1 , ) , } \n",
        "{'descr': u'<f4', 'fortran_order': False, 'shape': (2L, 1L), }",
        "{'descr': '=f4', 'fortran_order': False, 'shape': (2, 1), }",
        "{'descr': 'f4', 'fortran_order': False, 'shape': (2, 1), }",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1), }"}) {
    const TemporaryPath file("a.npy");
    file.write(npy(header, one_and_two));
    EXPECT_EQ(read_npy(file).shape, (std::vector<Index>{2, 1})) << header;
    EXPECT_EQ(read_npy(file).values, (std::vector<float>{1, 2})) << header;
  }
}

TEST(Npy, ReadsOtherFloatingPointTypes) {
  const std::string rest = "', 'fortran_order': False, 'shape': (1,), }";
  const std::vector<std::pair<std::string, std::string>> minus_two{
      {"<f2", std::string("\x00\xc0", 2)},
      {">f2", std::string("\xc0\x00", 2)},
      {">f4", std::string("\xc0\x00\x00\x00", 4)},
      {"<f8", std::string("\x00\x00\x00\x00\x00\x00\x00\xc0", 8)},
      {">f8", std::string("\xc0\x00\x00\x00\x00\x00\x00\x00", 8)}};
  for (const auto& [type, bytes] : minus_two) {
    const TemporaryPath file("a.npy");
    file.write(npy("{'descr': '" + type + rest, bytes));
    EXPECT_EQ(read_npy(file).values, std::vector<float>{-2}) << type;
  }
}

TEST(Npy, RoundTrips) {
  for (const std::vector<Index>& shape :
       {std::vector<Index>{}, {6}, {2, 3}, {1, 2, 3, 1}, {0, 5}}) {
    const TemporaryPath file("a.npy");
    const std::vector<float> values(static_cast<std::size_t>(element_count(shape)), 2.5F);
    write_npy(file, shape, values);
    EXPECT_EQ(file.read().size() % 64, values.size() * 4 % 64);
    const Array array = read_npy(file);
    EXPECT_EQ(array.shape, shape);
    EXPECT_EQ(array.values, values);
  }
}

std::string problem(const std::string& bytes) {
  const TemporaryPath file("a.npy");
  file.write(bytes);
  return input_error([&] { read_npy(file); });
}

TEST(Npy, SaysWhatIsWrong) {
  const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
  EXPECT_EQ(problem(npy(good, one_and_two)), "");
  EXPECT_EQ(problem("PNG"), "not a NumPy file");
  EXPECT_EQ(problem(std::string("\x93NUMPY\x09\x00", 8)), "NumPy format version 9 is not known");
  EXPECT_EQ(problem(npy(good, one_and_two).substr(0, 9)), "the header is damaged");
  EXPECT_EQ(problem(npy(good, "").substr(0, 30)), "the file ends within its header");
  EXPECT_EQ(problem(npy(good, one_and_two.substr(0, 7))),
            "has 7 bytes of values, its shape [2] does not");
  EXPECT_EQ(problem(npy(good, one_and_two + "x")), "has 9 bytes of values, its shape [2] does not");
  EXPECT_EQ(problem(npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", one_and_two)),
            "holds '<i4' values, expected floating-point numbers of 16, 32 or 64 bits");
  EXPECT_EQ(problem(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
                        one_and_two)),
            "holds records, expected plain numbers");
  EXPECT_EQ(problem(npy("{'descr': '<f4', 'fortran_order': False}", one_and_two)),
            "the header has no 'shape'");
  EXPECT_EQ(problem(npy("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", one_and_two)),
            "'fortran_order' is 0, expected True or False");
  EXPECT_EQ(problem(npy("{'descr': '<f4', 'descr': '<f4'}", one_and_two)),
            "the header has 'descr' twice");
  EXPECT_EQ(problem(npy("{'descr': '<f4' 'shape': (2,)}", one_and_two)),
            "the header has no ',' where one is due");
  EXPECT_EQ(problem(npy("{'descr': '<f4", one_and_two)),
            "the header has no string where one is due");
  EXPECT_EQ(problem(npy(good.substr(0, good.size() - 1) + "x", one_and_two)),
            "something follows the header");
  EXPECT_EQ(problem(npy("{'descr': '<f4', 'fortran_order': False, "
                        "'shape': (4294967296, 4294967296), }",
                        one_and_two)),
            "has 8 bytes of values, its shape [4294967296, 4294967296] does not");
  EXPECT_EQ(problem(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, x), }", "")),
            "an extent of x is not a number");
  EXPECT_EQ(problem(npy("{'descr': '<f4', 'fortran_order': False, "
                        "'shape': (99999999999999999999,), }",
                        one_and_two)),
            "an extent of 99999999999999999999 is too large");
  EXPECT_EQ(input_error([] { read_npy("no_such.npy"); }), "no such file");
}

}  // namespace
}  // namespace modnn
