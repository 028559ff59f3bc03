#include "models/weights/zip_archive.h"

#include "models/weights/weights_text.h"

#include <QtEndian>

#include <algorithm>
#include <vector>

#include <zlib.h>

namespace creel {

namespace {

// PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
constexpr qint64 localHeaderBytes = 30;
constexpr qint64 centralHeaderBytes = 46;
constexpr qint64 endRecordBytes = 22;
constexpr int mostMembers = 60'000; // and more would need the records of zip64

quint16 number16(QByteArrayView bytes, qint64 at)
{
    return qFromLittleEndian<quint16>(bytes.data() + at);
}

quint32 number32(QByteArrayView bytes, qint64 at)
{
    return qFromLittleEndian<quint32>(bytes.data() + at);
}

bool hasSignature(QByteArrayView bytes, qint64 at, const char* signature)
{
    return at >= 0 && at + 4 <= bytes.size() && bytes.sliced(at, 4) == QByteArrayView(signature, 4);
}

tl::unexpected<Error> damaged(const QString& archive, const QString& why)
{
    return fail(ErrorCode::Corrupt,
                WeightsText::tr("%1 is damaged: %2. Fetch or save it again.").arg(archive, why));
}

/// Position of the end record, which only a comment may follow; -1 if there is none.
qint64 findEndRecord(QByteArrayView bytes)
{
    const qint64 last = bytes.size() - endRecordBytes;
    for (qint64 at = last; at >= std::max<qint64>(0, last - 65'535); --at)
        if (hasSignature(bytes, at, "PK\5\6") &&
            at + endRecordBytes + number16(bytes, at + 20) == bytes.size())
            return at;
    return -1;
}

/// One member as the central directory tells it.
struct Listed
{
    QByteArray name;
    qint64 headerOffset = 0;
    ZipArchive::Member member;
    bool isStored = false;
};

/// Reads the entry at `at`, which is moved behind it; nothing if it does not fit.
std::optional<Listed> readListed(QByteArrayView bytes, qint64& at)
{
    if (!hasSignature(bytes, at, "PK\1\2") || at + centralHeaderBytes > bytes.size())
        return std::nullopt;
    const qint64 nameBytes = number16(bytes, at + 28);
    const qint64 tailBytes = qint64(number16(bytes, at + 30)) + number16(bytes, at + 32);
    if (at + centralHeaderBytes + nameBytes + tailBytes > bytes.size())
        return std::nullopt;
    Listed listed;
    listed.name = bytes.sliced(at + centralHeaderBytes, nameBytes).toByteArray();
    listed.headerOffset = number32(bytes, at + 42);
    listed.member = {0, number32(bytes, at + 24), number32(bytes, at + 16)};
    const bool isEncrypted = (number16(bytes, at + 8) & 1) != 0;
    listed.isStored =
        number16(bytes, at + 10) == 0 && number32(bytes, at + 20) == listed.member.size && !isEncrypted;
    at += centralHeaderBytes + nameBytes + tailBytes;
    return listed;
}

/// Finds the member's bytes behind its local header; false if they do not fit before `limit`.
bool locate(QByteArrayView bytes, Listed& listed, qint64 limit)
{
    const qint64 at = listed.headerOffset;
    if (at + localHeaderBytes > limit || !hasSignature(bytes, at, "PK\3\4"))
        return false;
    const qint64 nameBytes = number16(bytes, at + 26);
    listed.member.offset = at + localHeaderBytes + nameBytes + number16(bytes, at + 28);
    return listed.member.offset + listed.member.size <= limit && nameBytes == listed.name.size() &&
           bytes.sliced(at + localHeaderBytes, nameBytes) == QByteArrayView(listed.name);
}

bool overlap(std::vector<Listed> all)
{
    std::ranges::sort(all, {}, &Listed::headerOffset);
    for (size_t i = 1; i < all.size(); ++i)
        if (all[i].headerOffset < all[i - 1].member.offset + all[i - 1].member.size)
            return true;
    return false;
}

} // namespace

Result<ZipArchive> ZipArchive::open(QByteArrayView bytes, const QString& name)
{
    const qint64 end = findEndRecord(bytes);
    if (end < 0)
        return damaged(name, WeightsText::tr("its list of contents is missing, as in a cut-off download"));
    const int count = number16(bytes, end + 10);
    qint64 at = number32(bytes, end + 16);
    const qint64 directory = at;
    if (count > mostMembers || directory > end)
        return damaged(name, WeightsText::tr("its list of contents lies outside the file or is too long"));
    ZipArchive archive;
    archive.m_bytes = bytes;
    archive.m_name = name;
    std::vector<Listed> all;
    for (int i = 0; i < count; ++i) {
        auto listed = readListed(bytes.first(end), at);
        if (!listed)
            return damaged(name, WeightsText::tr("its list of contents is cut off"));
        if (!listed->isStored)
            return fail(
                ErrorCode::Unsupported,
                WeightsText::tr("%1 is compressed or encrypted, which torch.save never does, so it is "
                                "not read.")
                    .arg(name));
        if (!locate(bytes, *listed, directory))
            return damaged(name,
                           WeightsText::tr("its member %1 lies outside the file or is not what the list "
                                           "of contents says")
                               .arg(QString::fromUtf8(listed->name)));
        if (archive.m_members.contains(listed->name))
            return damaged(
                name, WeightsText::tr("it has two members named %1").arg(QString::fromUtf8(listed->name)));
        archive.m_members.insert(listed->name, listed->member);
        all.push_back(std::move(*listed));
    }
    if (overlap(std::move(all)))
        return damaged(name, WeightsText::tr("its members overlap"));
    return archive;
}

Result<ZipArchive::Member> ZipArchive::checkedMember(const QByteArray& member) const
{
    const auto found = m_members.find(member);
    if (found == m_members.end())
        return fail(ErrorCode::NotFound, WeightsText::tr("%1 is no PyTorch weight file: it has no member %2.")
                                             .arg(m_name, QString::fromUtf8(member)));
    const QByteArrayView bytes = view(*found);
    const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
    if (crc32_z(0, data, size_t(bytes.size())) != found->crc)
        return damaged(
            m_name, WeightsText::tr("the checksum of its member %1 is wrong").arg(QString::fromUtf8(member)));
    return *found;
}

} // namespace creel
