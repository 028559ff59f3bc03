#include "models/weights/pth.h"
#include "models/weights/unpickler.h"

namespace {

void lookAtLastElement(const creel::WeightFile& file)
{
    for (const creel::WeightTensor& tensor : file.tensors) {
        if (tensor.elementCount() == 0)
            continue;
        qint64 last = tensor.offset;
        for (size_t i = 0; i < tensor.shape.size(); ++i)
            last += (tensor.shape[i] - 1) * tensor.strides[i] * creel::bytesOf(tensor.type);
        if (tensor.offset < 0 || last + creel::bytesOf(tensor.type) > file.bytes.size())
            __builtin_trap();
    }
}

} // namespace

/// Feeds libFuzzer's inputs to the .pth reader: as an archive, and, since checksums keep a fuzzer out of
/// one, a bare pickle to the unpickler.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
    if (bytes.startsWith('\x80'))
        (void)creel::unpickleStateDict(bytes, QStringLiteral("input"));
    else if (const auto file = creel::parsePth(bytes, QStringLiteral("input")))
        lookAtLastElement(*file);
    return 0;
}
