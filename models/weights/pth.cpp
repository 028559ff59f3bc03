#include "models/weights/pth.h"

#include "models/weights/unpickler.h"
#include "models/weights/weights_text.h"
#include "models/weights/zip_archive.h"

#include <algorithm>

namespace creel {

namespace {

constexpr char pickleName[] = "/data.pkl";

/// The folder that torch.save puts around everything: the archive's own name.
Result<QByteArray> topFolder(const ZipArchive& archive, const QString& file)
{
    for (auto member = archive.members().keyBegin(); member != archive.members().keyEnd(); ++member)
        if (member->endsWith(pickleName) && member->count('/') == 1)
            return member->chopped(qsizetype(sizeof pickleName) - 1);
    return fail(ErrorCode::Corrupt,
                WeightsText::tr("%1 is a zip archive, but no weights that torch.save wrote.").arg(file));
}

Result<void> checkByteOrder(const ZipArchive& archive, const QByteArray& folder, const QString& file)
{
    const QByteArray name = folder + "/byteorder";
    if (!archive.members().contains(name))
        return {};
    CREEL_ASSIGN(const ZipArchive::Member member, archive.checkedMember(name));
    if (archive.view(member).trimmed() == "little")
        return {};
    return fail(
        ErrorCode::Unsupported,
        WeightsText::tr("%1 was written by a big-endian machine, which Creel does not read.").arg(file));
}

/// True if all elements lie inside a storage of that many, each in a place of its own.
bool fits(const PickledTensor& tensor, qint64 storageElements)
{
    const auto count = checkedElementCount(tensor.shape);
    if (!count || *count > storageElements || tensor.shape.size() != tensor.strides.size() ||
        tensor.offset < 0 || tensor.offset > storageElements)
        return false;
    if (*count == 0)
        return true;
    std::vector<std::pair<int64_t, int64_t>> axes; // stride, steps
    for (size_t i = 0; i < tensor.shape.size(); ++i)
        if (tensor.shape[i] > 1)
            axes.emplace_back(tensor.strides[i], tensor.shape[i] - 1);
    std::ranges::sort(axes);
    qint64 extent = 1; // places from the first element to the last
    for (const auto& [stride, steps] : axes) {
        if (stride < extent || stride > storageElements / steps)
            return false;
        extent += stride * steps;
    }
    return extent <= storageElements - tensor.offset;
}

/// A storage's place in the file, its checksum compared once.
class Storages
{
public:
    Storages(const ZipArchive& archive, QByteArray folder) : m_archive(archive), m_folder(std::move(folder))
    {}

    Result<ZipArchive::Member> find(const QByteArray& key)
    {
        if (const auto found = m_checked.constFind(key); found != m_checked.constEnd())
            return *found;
        CREEL_ASSIGN(const ZipArchive::Member member, m_archive.checkedMember(m_folder + "/data/" + key));
        m_checked.insert(key, member);
        return member;
    }

private:
    const ZipArchive& m_archive;
    const QByteArray m_folder;
    QHash<QByteArray, ZipArchive::Member> m_checked;
};

Result<WeightTensor> place(PickledTensor& tensor, Storages& storages, const QString& file)
{
    CREEL_ASSIGN(const ZipArchive::Member storage, storages.find(tensor.storage));
    const qint64 elements = storage.size / bytesOf(tensor.type);
    if (tensor.storageElements != elements || storage.size % bytesOf(tensor.type) != 0 ||
        !fits(tensor, elements))
        return fail(
            ErrorCode::Corrupt,
            WeightsText::tr("%1 is damaged: the tensor %2 does not fit its data.").arg(file, tensor.name));
    return WeightTensor{std::move(tensor.name), tensor.type, std::move(tensor.shape),
                        std::move(tensor.strides), storage.offset + tensor.offset * bytesOf(tensor.type)};
}

} // namespace

Result<WeightFile> parsePth(QByteArray bytes, const QString& name)
{
    CREEL_ASSIGN(const ZipArchive archive, ZipArchive::open(bytes, name));
    CREEL_ASSIGN(const QByteArray folder, topFolder(archive, name));
    CREEL_TRY(checkByteOrder(archive, folder, name));
    CREEL_ASSIGN(const ZipArchive::Member pickle, archive.checkedMember(folder + pickleName));
    CREEL_ASSIGN(std::vector<PickledTensor> tensors, unpickleStateDict(archive.view(pickle), name));
    Storages storages(archive, folder);
    WeightFile file;
    qint64 total = 0;
    for (PickledTensor& tensor : tensors) {
        CREEL_ASSIGN(WeightTensor placed, place(tensor, storages, name));
        total += placed.elementCount() * bytesOf(placed.type);
        if (total > 2 * bytes.size()) // some networks name a tensor twice; none names one a thousand times
            return fail(
                ErrorCode::Corrupt,
                WeightsText::tr("%1 is damaged: its tensors add up to more than the file.").arg(name));
        file.tensors.push_back(std::move(placed));
    }
    file.bytes = std::move(bytes);
    return file;
}

} // namespace creel
