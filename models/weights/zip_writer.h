#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace creel {

/// Puts a zip archive together as torch.save does (PKWARE's APPNOTE.TXT): members stored, not compressed,
/// each beginning at a multiple of 64 bytes, so that the file can be mapped into memory. Up to 4 GiB in all.
class ZipWriter
{
public:
    void add(const QByteArray& name, QByteArrayView bytes);
    /// The whole archive; nothing can be added to it any more.
    QByteArray finish() &&;

private:
    QByteArray m_bytes;
    QByteArray m_directory;
    int m_members = 0;
};

} // namespace creel
